"""What councils write besides the shapes of `council_shapes.yml`: answers that are numbers, lists that ask twice, statements that begin
as headings do."""

import pytest

from etl.extract import read_paper
from etl.model.facts import PaperFacts
from tests.extract import inquiry_texts as texts

ASKED = "Ich frage:\n1. Wann wird gebaut?\n2. Wer zahlt?\n"

Said = list[tuple[list[str], str]]


def read(*parts: str) -> PaperFacts:
    """The facts of an oral inquiry; several parts are documents of their own."""
    names = ("Anfrage", "Antwort") if len(parts) > 1 else ("Datei",)
    return read_paper(texts.paper(*zip(names, parts, strict=True), name="Sache", paper_type="Mündliche Anfrage"))


def asked(facts: PaperFacts) -> list[str]:
    """The questions, each after its number."""
    return [f"{one.number}: {one.evidence.quote}" for one in facts.inquiries[0].questions]


def said(facts: PaperFacts) -> Said:
    """The passages of the answer, each after the numbers of its questions."""
    numbers = [one.number for one in facts.inquiries[0].questions]
    return [([numbers[at] for at in one.question_indexes], one.evidence.quote) for one in facts.answers[0].items]


def test_an_answer_may_be_a_number() -> None:
    questions = ("1. Wie viele Bäume stehen am Ring?\n", "2. Wann wurden sie gepflanzt?\n", "3. Wer pflegt sie?\n")
    inquiry = f"Anfrage\n{''.join(questions)}"
    answer = f"Stellungnahme zur Anfrage\n{questions[0]}15.\n{questions[1]}1990.\n{questions[2]}Die Stadt."

    assert said(read(inquiry, answer)) == [(["1"], "15."), (["2"], "1990."), (["3"], "Die Stadt.")]


def test_a_number_may_end_a_wrapped_sentence() -> None:
    facts = read(f"{ASKED}Herr Beispiel:\nZu 1: Im Mai.\nZu 2: Die Zahl der Geber ist jetzt\n12.")

    assert said(facts)[-1] == (["2"], "Die Zahl der Geber ist jetzt 12.")


def test_the_first_answer_is_no_title() -> None:
    facts = read(
        "Anfrage\n1. Wann wird gebaut?\n2. Wer zahlt?",
        "Antwort der Verwaltung\n\nZu Frage 1: Im Mai wird gebaut.\n\nZu Frage 2: Der Bund zahlt alles.",
    )

    assert said(facts) == [(["1"], "Im Mai wird gebaut."), (["2"], "Der Bund zahlt alles.")]


def test_letters_may_ask_twice() -> None:
    facts = read(
        "Was wird aus dem Freibad?\n\na) Wann wird gebaut? Wenn nicht, warum nicht?\nb) Wer zahlt? Und wie viel?",
        "Stellungnahme zur Anfrage\nZu a)\nIm Mai wird gebaut.\nZu b)\nDer Bund zahlt alles.",
    )

    assert [quote for _, quote in said(facts)] == ["Im Mai wird gebaut.", "Der Bund zahlt alles."]


@pytest.mark.parametrize("words", ["Zu 80 Prozent zahlt das Land.", "Zu 5 Millionen Euro kommt das Land hinzu."])
def test_a_quantity_is_no_question(words: str) -> None:
    facts = read(f"{ASKED}Herr Beispiel:\nZu 1: Gebaut wird im Mai.\nZu 2: Die Kosten trägt der Bund.\n{words}")

    assert said(facts)[-1] == (["2"], f"Die Kosten trägt der Bund. {words}")


def test_further_questions_need_no_numbers() -> None:
    facts = read(f"{ASKED}Nachfragen:\nWer plant das?\nWas kostet es?")

    assert asked(facts) == ["1: Wann wird gebaut?", "2: Wer zahlt?", "3: Wer plant das?", "4: Was kostet es?"]


def test_further_questions_count_on_from_the_highest() -> None:
    facts = read("Ich frage:\n1. Wann?\n2. Wer?\n4. Wo?\nNachfragen:\n1. Wie teuer wird es?")

    assert asked(facts)[-1] == "5: Wie teuer wird es?"


def test_a_question_may_hold_the_word() -> None:
    facts = read("Ich frage:\n1. Wann wird gebaut?\n2. Welche Rolle spielt die große\nNachfrage\nnach Wohnungen für die Mieten?")

    assert asked(facts)[-1] == "2: Welche Rolle spielt die große Nachfrage nach Wohnungen für die Mieten?"


def test_answers_out_of_order_are_not_those_to_further_questions() -> None:
    questions = "Ich frage:\n1. Wann wird gebaut?\n2. Wer zahlt?\n3. Wer plant?\nZusatzfragen:\n1. Wie hoch?\n2. Wie tief?\n"
    facts = read(f"{questions}Herr Beispiel:\nZu Frage 1: Im Mai.\nZu Frage 3: Das Amt plant.\nZu Frage 2: Der Bund zahlt es.")

    assert said(facts) == [(["1"], "Im Mai."), (["3"], "Das Amt plant."), (["2"], "Der Bund zahlt es.")]


def test_thanks_answer_nothing() -> None:
    facts = read(f"{ASKED}Herr Beispiel:\nVielen Dank für die Anfrage, die ich gern beantworte.\nZu Frage 2: Der Bund zahlt alles.")

    assert said(facts) == [(["2"], "Der Bund zahlt alles.")]


def test_the_first_answers_stay_when_somebody_asks_once_more() -> None:
    facts = read(
        "Beantwortung der mündlichen Anfrage\nHerr Beispiel:\nZu 1: Gebaut wird im Mai.\nZu 2: Der Bund zahlt.\n"
        "Nachfrage Frau Klein: Wer plant das?\nHerr Beispiel: Das Amt plant es."
    )

    assert [quote for _, quote in said(facts)] == ["Gebaut wird im Mai.", "Der Bund zahlt.", "Das Amt plant es."]


def test_a_question_may_stand_before_the_dashes() -> None:
    assert len(asked(read("Wir fragen das Amt: Wann wird gebaut? - Wer zahlt? - Wer plant ihn?"))) == 3


def test_statements_are_no_further_questions() -> None:
    answered = f"{ASKED}Herr Beispiel:\nZu 1: Gebaut wird im Mai.\nZu 2: Der Bund zahlt.\n"

    for more in (
        "Bezirksstadträtin Frau Muster: Ich ergänze, wie viel es war: drei Mio. Euro.\nHerr Beispiel: Vielen Dank, das stimmt.",
        "Herr Dr. Klein (SPD): Das hilft uns, wie wir schon sagten, weiter.\nHerr Beispiel: Gern geschehen, Herr Klein.",
    ):
        assert len(asked(read(answered + more))) == 2


def test_who_presides_or_is_of_another_group_has_not_asked_first() -> None:
    answered = "Mündliche Anfrage der SPD-Fraktion\n" + ASKED + "Herr Beispiel:\nZu 1: Gebaut wird im Mai.\nZu 2: Der Bund zahlt.\n"
    facts = read(f"{answered}Frau Vorsteherin: Gibt es Nachfragen?\nHerr Sommer (CDU): Wie teuer wird das?\nHerr Beispiel: Sehr teuer.")

    assert not [one.name for one in facts.inquiries[0].authors if one.kind_code == "person"]


def test_lost_marks_are_not_put_into_the_answer() -> None:
    facts = read(
        "Anfrage\n1. Wann wird gebaut.\n2. Wer zahlt den Bau.",
        "Stellungnahme zur Anfrage\n\n1. Ist noch offen.\n2. Wird geprüft, und zwar bald.",
    )

    assert said(facts) == [(["1"], "Ist noch offen."), (["2"], "Wird geprüft, und zwar bald.")]


def test_questions_without_marks_may_be_repeated() -> None:
    questions = ("1. Wann wird gebaut\n", "2. Wer zahlt das\n")
    facts = read(
        f"Ich frage das Amt:\n{''.join(questions)}Antwort:\n{questions[0]}Im Mai wird gebaut.\n{questions[1]}Der Bund zahlt alles."
    )

    assert said(facts) == [(["1"], "Im Mai wird gebaut."), (["2"], "Der Bund zahlt alles.")]


def test_statements_that_begin_with_nouns_do_not_ask() -> None:
    facts = read(
        "Zu der Anfrage nimmt die Verwaltung wie folgt Stellung:\n1. Unterstützung der Vereine durch die Stadt.\n2. Besitzer ist die Stadt."
    )

    assert not any(one.questions for one in facts.inquiries)
