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


def test_an_answer_to_a_further_question_that_nobody_asked_stops_nothing() -> None:
    facts = read(f"{ASKED}Herr Beispiel:\nZu Nachfrage 1: Im Mai.\nZu Frage 1: Im Juni.\nZu Frage 2: Der Bund zahlt es.")

    assert said(facts)[-2:] == [(["1"], "Im Juni."), (["2"], "Der Bund zahlt es.")]


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


REPORTED = """Ratsfrau Klein fragt nach, ob die Brücke am Hafen noch in diesem Jahr gebaut werde.
Oberbürgermeister Beispiel teilt mit, dass im Herbst begonnen wird.
Ratsherr Sommer geht auf die Kosten ein. Er möchte wissen, wer sie trägt. Der Rat habe dazu nichts gehört.
Frau Muster antwortet, dass der Bund alles zahlt. Näheres steht im Haushalt."""


def test_a_record_reports_questions_and_answers() -> None:
    facts = read(REPORTED)

    assert [one.role_code for one in facts.roles] == ["answer"]
    assert asked(facts)[1] == "2: Er möchte wissen, wer sie trägt."
    assert said(facts) == [
        (["1"], "Oberbürgermeister Beispiel teilt mit, dass im Herbst begonnen wird."),
        (["2"], "Frau Muster antwortet, dass der Bund alles zahlt. Näheres steht im Haushalt."),
    ]


def test_who_only_asks_reports_no_answer() -> None:
    for text in (
        "Die Fraktion bittet um Auskunft, wann die Brücke am Hafen gebaut wird. Seit Jahren ist sie gesperrt.",
        "Wir fragen die Verwaltung, wann die Brücke am Hafen gebaut wird. Die Zeitung hat berichtet, dass sie gesperrt ist.",
    ):
        assert not read(text).answers


def test_a_letter_tells_the_answer() -> None:
    question = "Ist geplant, die Zuschüsse zu erhöhen?"
    facts = read(
        f"Sehr geehrter Herr Klein,\n\nzu Ihrer Anfrage\n\n{question}\n\nteile ich Ihnen Folgendes mit:\n\nDas ist nicht vorgesehen."
    )

    assert said(facts) == [(["1"], "Das ist nicht vorgesehen.")]


def test_who_answers_may_be_a_body_with_its_place() -> None:
    office = "Bezirksamt Neustadt:\n"
    repeated = f"1. Wann wird gebaut?\n{office}Im Mai.\n2. Wer zahlt?\n{office}Der Bund."
    facts = read(f"{ASKED}Das Bezirksamt Neustadt antwortet wie folgt:\n{repeated}")

    assert said(facts) == [(["1"], "Im Mai."), (["2"], "Der Bund.")]


def test_a_last_answer_bears_its_day() -> None:
    questions = "Der Bürgermeister möge beantworten:\n- Ist bekannt, was gebaut wird?\n- Wer zahlt das?\n"
    facts = read(f"{questions}Abschließende Antwort am 02.12.2019\nAlles ist bekannt.")

    assert said(facts) == [(["1", "2"], "Alles ist bekannt.")]


def test_a_heading_says_that_the_answer_is_there() -> None:
    facts = read(
        "Kleine Anfrage der Abgeordneten Klein vom 26.07.2017 und Antwort des Senats Betr.: Brücken Ich frage den Senat: "
        "1. Wann wird gebaut? 2. Wer zahlt? Gebaut wird im Mai, und zwar auf Kosten des Bundes. "
        "3. Wer plant? 4. Wo steht das? Das Amt plant, wie im Haushalt steht."
    )

    assert [numbers for numbers, _ in said(facts)] == [["1", "2"], ["3", "4"]]


FORM = """Kleine Anfrage Nr. 04

Fragestellerin:

Erna Klein

Frage:

Gibt es für die Mauern am Burgweg ein Verzeichnis?

Stellungnahme/Antwort durch:

FD 66 - Tiefbau

Dezernentin:

Stadträtin Ute Muster

Stellungnahme/Antwort:

Ein Verzeichnis besteht nicht. Es ist für das kommende Jahr vorgesehen.

Ute Muster

Stadträtin"""


def test_a_form_names_who_answers_and_who_signs() -> None:
    assert said(read(FORM)) == [(["1"], "Ein Verzeichnis besteht nicht. Es ist für das kommende Jahr vorgesehen.")]


def test_a_record_keeps_its_letters() -> None:
    facts = read(
        "a) Frau Klein erkundigt sich, wann gebaut wird.\n\nHerr Beispiel teilt mit, dass im Mai begonnen wird.\n\n"
        "b) Herr Sommer möchte wissen, wer zahlt.\n\nHerr Beispiel antwortet, dass der Bund zahlt."
    )

    assert [numbers for numbers, _ in said(facts)] == [["a"], ["b"]]
