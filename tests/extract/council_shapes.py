"""Texts of made-up councils that hold inquiry and answer together, each in a shape that councils use, part by part.

A part is what stands there besides ("" if nothing), the question or passage itself, and what it is: "" for neither, "?" and its number for
a question, "!" and the numbers of the questions that it answers for a passage.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

Part = tuple[str, str, str]
_SPECIAL = re.compile("[äöüÄÖÜß]")


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape: its name, the type of the paper, and its parts."""

    name: str
    paper_type: str
    parts: tuple[Part, ...]

    def text(self, gap: str = "\n\n") -> str:
        """The text, `gap` between its parts."""
        return gap.join(f"{lead} {body}".strip() for lead, body, _ in self.parts)

    def questions(self) -> list[tuple[str, str]]:
        """The questions, (number, text)."""
        return [(what[1:], body) for _, body, what in self.parts if what.startswith("?")]

    def passages(self) -> list[tuple[list[str], str]]:
        """The passages, (numbers of questions, text)."""
        return [(what[1:].split(), body) for _, body, what in self.parts if what.startswith("!")]


DISTRICT_REFERENCES = Shape(
    "district assembly, references",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("1.", "Wie viele Fahrradbügel stehen am Lindenplatz?", "?1"),
        ("2.", "Welche weiteren Standorte sind für das kommende Jahr geplant?", "?2"),
        ("3.", "Wann wird die Ampel an der Ecke Gartenstraße repariert?", "?3"),
        ("Beantwortung: Bezirksstadtrat Herr Beispiel", "", ""),
        ("Zu Frage 1:", "Dort stehen zwölf Bügel. Sie wurden im Mai aufgestellt.", "!1"),
        ("Zu Frage 2:", "Vorgesehen sind fünf Standorte rund um den Bahnhof.", "!2"),
        ("Zu Frage 3:", "Die Reparatur ist beauftragt. Einen Termin gibt es noch nicht.", "!3"),
    ),
)
DISTRICT_SHORT_REFERENCES = Shape(
    "district assembly, short references",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("1.", "Ist dem Bezirksamt bekannt, dass der Spielplatz am Anger gesperrt ist?", "?1"),
        ("2.", "Wenn ja, aus welchen Gründen?", "?2"),
        ("Sehr geehrte Frau Vorsteherin, sehr geehrte Damen und Herren, ich beantworte die Anfrage wie folgt:", "", ""),
        ("zu 1.", "Ja, das ist bekannt.", "!1"),
        ("zu 2.", "Der Turm ist morsch und muss ersetzt werden.", "!2"),
    ),
)
INTERLEAVED_LABELLED = Shape(
    "question and labelled answer in turn",
    "Schriftliche Anfrage",
    (
        ("Schriftliche Anfrage zur Stadtbücherei", "", ""),
        ("Das Bezirksamt beantwortet die Anfrage wie folgt:", "", ""),
        ("1.", "Wie viele Medien wurden im letzten Jahr ausgeliehen?", "?1"),
        ("Antwort:", "Es waren rund 210.000 Medien. Davon war ein Drittel digital.", "!1"),
        ("2.", "Welche Zweigstellen sollen geschlossen werden?", "?2"),
        ("Antwort:", "Keine.", "!2"),
        ("3.", "Wie hoch sind die Kosten für den Umbau im Haupthaus?", "?3"),
        ("Antwort:", "Die Kosten liegen bei 1,2 Mio. Euro. Das Land fördert den Umbau.", "!3"),
    ),
)
INTERLEAVED_BARE = Shape(
    "question and answer in turn, no labels",
    "Kleine Anfrage",
    (
        ("Die Kleine Anfrage wird wie folgt beantwortet:", "", ""),
        ("1.", "Wie viele Straßenbäume wurden seit 2015 gefällt?", "?1"),
        ("", "Seit 2015 wurden 412 Bäume gefällt. Die Gründe waren meist Sturm und Krankheit.", "!1"),
        ("2.", "Wie viele wurden nachgepflanzt?", "?2"),
        ("", "Nachgepflanzt wurden 390 Bäume.", "!2"),
        ("3.", "Wer pflegt die jungen Bäume?", "?3"),
        ("", "Die Pflege übernimmt in den ersten drei Jahren eine Firma. Danach ist das Grünflächenamt zuständig.", "!3"),
    ),
)
FRAGE_ANTWORT = Shape(
    "Frage 1, Antwort",
    "Anfrage",
    (
        ("Antwort des Oberbürgermeisters auf die Anfrage der Liste Mitte", "", ""),
        ("Frage 1:", "Wie ist der Stand der Planungen für das neue Hallenbad?", "?1"),
        ("Antwort:", "Die Entwurfsplanung ist abgeschlossen.", "!1"),
        ("Frage 2:", "Wann beginnt der Bau, und wer trägt die Kosten?", "?2"),
        ("Antwort:", "Baubeginn ist im Frühjahr. Die Kosten trägt die Bädergesellschaft.", "!2"),
    ),
)
OPINION = Shape(
    "statement of the administration with repeated questions",
    "Beantwortung einer Anfrage nach § 4 der Geschäftsordnung",
    (
        ("Beantwortung einer Anfrage nach § 4 der Geschäftsordnung", "", ""),
        ("Die Fraktion Liste M bittet um die Beantwortung folgender Fragen:", "", ""),
        ("1.", "Wie viele Unfälle gab es seit 2018 auf der Uferstraße?", "?1"),
        ("2.", "Welche Maßnahmen plant die Verwaltung, um die Querung sicherer zu machen?", "?2"),
        ("Stellungnahme der Verwaltung:", "", ""),
        ("zu 1)", "Die Polizei hat elf Unfälle aufgenommen.", "!1"),
        ("zu 2)", "Geplant ist ein Zebrastreifen. Die Bezirksvertretung wird im Herbst beteiligt.", "!2"),
    ),
)
RESTARTED = Shape(
    "questions, then bare numbers again",
    "Anfrage",
    (
        ("Wir fragen den Senat:", "", ""),
        ("1.", "Wie viele Lehrkräfte fehlen an den Grundschulen?", "?1"),
        ("2.", "Welche Stadtteile sind besonders betroffen?", "?2"),
        ("Der Senat beantwortet die Fragen wie folgt:", "", ""),
        ("1.", "Es fehlen 34 Lehrkräfte. Die Stellen sind ausgeschrieben.", "!1"),
        ("2.", "Besonders betroffen ist der Norden der Stadt.", "!2"),
    ),
)
JOINT = Shape(
    "several questions answered together",
    "Anfrage",
    (
        ("Anfrage der Fraktion Liste M zur Feuerwache Süd", "", ""),
        ("1.", "Wann wird die Feuerwache Süd eröffnet?", "?1"),
        ("2.", "Warum hat sich der Bau verzögert?", "?2"),
        ("3.", "Wie viele Fahrzeuge werden dort stehen?", "?3"),
        ("Der Magistrat antwortet wie folgt:", "", ""),
        ("Zu den Fragen 1 und 2:", "Die Eröffnung ist im Juni. Der Winter war lang.", "!1 2"),
        ("Zu Frage 3:", "Dort werden sechs Fahrzeuge stehen.", "!3"),
    ),
)
WHOLE = Shape(
    "one answer to all questions",
    "Anfrage",
    (
        ("Ich frage die Verwaltung:", "", ""),
        ("1.", "Wann wird der Radweg an der Mühlstraße gebaut?", "?1"),
        ("2.", "Wer trägt die Kosten?", "?2"),
        ("Antwort der Verwaltung:", "", ""),
        ("", "Der Radweg ist Teil des Landesprogramms und wird im nächsten Jahr gebaut. Das Land trägt die Kosten.", "!1 2"),
    ),
)
FOLLOW_UPS = Shape(
    "supplementary questions of an oral inquiry",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("1.", "Welche Gründe gibt es für die Sperrung der Turnhalle?", "?1"),
        ("2.", "Wann kann sie wieder genutzt werden?", "?2"),
        ("Beantwortung: Herr Beispiel", "", ""),
        ("Zu 1.", "Das Dach ist undicht.", "!1"),
        ("zu 2.", "Voraussichtlich im März.", "!2"),
        ("Nachfrage:", "Welche Hallen können die Vereine bis dahin nutzen?", "?3"),
        ("Herr Beispiel:", "Die Vereine können in die Halle am Ring ausweichen.", "!3"),
    ),
)
ANSWER_NUMBERED = Shape(
    "Antwort zu Frage 1",
    "Kleine Anfrage",
    (
        ("Kleine Anfrage des Abgeordneten Max Muster", "", ""),
        ("1.", "Wie viele Wohnungen wurden 2019 genehmigt?", "?1"),
        ("2.", "Wie viele davon sind gefördert?", "?2"),
        ("Antwort zu Frage 1:", "Genehmigt wurden 1.240 Wohnungen.", "!1"),
        ("Antwort zu Frage 2:", "Davon sind 310 gefördert.", "!2"),
    ),
)
LETTER = Shape(
    "letter that repeats the questions",
    "Schriftliche Anfrage",
    (
        ("Sehr geehrter Herr Muster, Ihre Anfrage beantworte ich wie folgt:", "", ""),
        ("1.", "Welche Jugendklubs gibt es im Ortsteil Neudorf?", "?1"),
        ("", "Es gibt zwei Klubs, die Insel und das Boot.", "!1"),
        ("2.", "Sind weitere geplant? Wenn ja, wo?", "?2"),
        ("", "Ein weiterer Klub ist am Bahnhof geplant.", "!2"),
        ("Mit freundlichen Grüßen", "", ""),
    ),
)
UNNUMBERED = Shape(
    "one question without a number",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "Warum ist die Rampe am Rathaus seit Wochen gesperrt?", "?1"),
        ("Antwort:", "Die Rampe wird saniert und im August wieder geöffnet.", "!1"),
    ),
)
REPEATED = Shape(
    "questions first, then each again before its answer",
    "Anfrage",
    (
        ("Anfrage", "", ""),
        ("1.", "Wie viele Kitaplätze fehlen im Westen der Stadt?", "?1"),
        ("2.", "Welche Träger wollen neue Plätze schaffen?", "?2"),
        ("Antwort:", "", ""),
        ("1. Wie viele Kitaplätze fehlen im Westen der Stadt?", "Es fehlen 85 Plätze.", "!1"),
        ("2. Welche Träger wollen neue Plätze schaffen?", "Zwei freie Träger haben Anträge gestellt.", "!2"),
    ),
)
TRANSCRIPT = Shape(
    "record of what was said, with further questions",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("1.", "Wie viele Poller fehlen in der Lindenstraße?", "?1"),
        ("2.", "Bis wann werden sie ersetzt?", "?2"),
        ("Frau Muster: Sehr geehrte Damen und Herren, ich beantworte die Anfrage wie folgt:", "", ""),
        ("Zu 1:", "Es fehlen sieben Poller.", "!1"),
        ("Zu 2:", "Sie werden bis zum Sommer ersetzt.", "!2"),
        ("Herr Klein:", "Können auch Bäume gepflanzt werden?", "?3"),
        ("Frau Muster:", "Das ist wegen der Leitungen nicht möglich.", "!3"),
    ),
)
LABELLED_PAIRS = Shape(
    "Frage, Antwort without numbers",
    "Kleine Anfrage",
    (
        ("Kleine Anfrage zum Freibad Nord", "", ""),
        ("Frage:", "Wann öffnet das Freibad Nord?", "?1"),
        ("Antwort:", "Das Freibad öffnet am 1. Mai.", "!1"),
        ("Frage:", "Wie hoch ist der Eintritt für Kinder?", "?2"),
        ("Antwort:", "Kinder zahlen zwei Euro.", "!2"),
        ("Frage:", "Gibt es einen Kiosk?", "?3"),
        ("Antwort:", "Nein.", "!3"),
    ),
)
CROSS_REFERENCES = Shape(
    "answers that refer to others",
    "Kleine Anfrage",
    (
        ("Der Senat beantwortet die Kleine Anfrage wie folgt:", "", ""),
        ("1.", "Wie viele Anträge auf Wohngeld lagen im Januar vor?", "?1"),
        ("Antwort zu 1:", "Es lagen 2.300 Anträge vor.", "!1"),
        ("2.", "Wie viele davon wurden bewilligt?", "?2"),
        ("Antwort zu 2:", "Siehe oben.", "!2"),
        ("3.", "Falls keine bewilligt wurden: Warum nicht?", "?3"),
        ("Antwort zu 3:", "Entfällt.", "!3"),
    ),
)
NO_CUE = Shape(
    "question and answer in turn, nothing said about it",
    "Anfrage",
    (
        ("Anfrage zur Straßenreinigung", "", ""),
        ("1.", "Wie oft wird die Ringstraße im Winter gereinigt?", "?1"),
        ("", "Die Ringstraße wird im Winter zweimal in der Woche gereinigt.", "!1"),
        ("2.", "Wer ist für den Gehweg am Markt zuständig?", "?2"),
        ("", "Dafür sind die Anlieger zuständig, soweit sie nicht befreit sind.", "!2"),
    ),
)
ORDINALS = Shape(
    "spelt-out references",
    "Mündliche Anfrage",
    (
        ("Wir fragen die Verwaltung:", "", ""),
        ("1.", "Wie viele Plätze hat das neue Parkhaus?", "?1"),
        ("2.", "Was kostet eine Stunde?", "?2"),
        ("Herr Beispiel antwortet wie folgt:", "", ""),
        ("Zur ersten Frage:", "Das Parkhaus hat 240 Plätze.", "!1"),
        ("Zur zweiten Frage:", "Eine Stunde kostet zwei Euro.", "!2"),
    ),
)
SUB_QUESTIONS = Shape(
    "sub-questions answered apart",
    "Schriftliche Anfrage",
    (
        ("Das Bezirksamt beantwortet die Schriftliche Anfrage wie folgt:", "", ""),
        ("1. a)", "Wie viele Sitzbänke stehen im Kurpark?", "?1a"),
        ("", "Dort stehen 48 Bänke.", "!1a"),
        ("b)", "Wie viele davon sind beschädigt?", "?1b"),
        ("", "Vier Bänke sind beschädigt und werden im März ersetzt.", "!1b"),
        ("2.", "Wann wird der Brunnen wieder angestellt?", "?2"),
        ("", "Der Brunnen wird im April angestellt.", "!2"),
    ),
)
MANY_TOGETHER = Shape(
    "one heading for all questions",
    "Anfrage",
    (
        ("Wir fragen den Oberbürgermeister:", "", ""),
        ("1.", "Wann endet der Vertrag mit dem Betreiber der Messe?", "?1"),
        ("2.", "Wird er verlängert?", "?2"),
        ("3.", "Wer entscheidet darüber?", "?3"),
        ("Antwort der Verwaltung:", "", ""),
        ("Zu den Fragen 1 - 3:", "Der Vertrag endet im Dezember. Der Stadtrat entscheidet im Herbst.", "!1 2 3"),
    ),
)
UNNUMBERED_REFERENCES = Shape(
    "questions whose numbers are lost, numbers in the answer",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("", "Wie viele Gehwege wurden im letzten Jahr saniert?", "?1"),
        ("", "Welche Mittel stehen dafür zur Verfügung?", "?2"),
        ("", "Wann folgt der Gehweg in der Parkstraße?", "?3"),
        ("Die Anfrage wird vom Bezirksamt wie folgt beantwortet:", "", ""),
        ("Zu 1.", "Saniert wurden elf Gehwege.", "!1"),
        ("Zu 2.", "Es stehen 400.000 Euro bereit.", "!2"),
        ("Zu 3.", "Der Gehweg folgt im nächsten Jahr.", "!3"),
    ),
)
UNNUMBERED_REPEATED = Shape(
    "questions without numbers, repeated in the answer",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("", "Ist die Sporthalle am Wall barrierefrei?", "?1"),
        ("", "Welche Schulen nutzen sie zur Zeit?", "?2"),
        ("Beantwortung:", "", ""),
        ("Ist die Sporthalle am Wall barrierefrei?", "Nur der Zugang von der Hofseite.", "!1"),
        ("Welche Schulen nutzen sie zur Zeit?", "Die Nordschule und das Gymnasium.", "!2"),
    ),
)
UNNUMBERED_IN_TURN = Shape(
    "questions without numbers and answers in turn",
    "Schriftliche Anfrage",
    (
        ("Sehr geehrte Frau Muster, Ihre Schriftliche Anfrage beantworte ich wie folgt:", "", ""),
        ("", "Wie viele Hunde sind im Bezirk gemeldet?", "?1"),
        ("", "Gemeldet sind 5.120 Hunde.", "!1"),
        ("", "Wie viele Auslaufgebiete gibt es?", "?2"),
        ("", "Es gibt drei Gebiete. Ein viertes ist im Bau.", "!2"),
        ("", "Wer kontrolliert die Leinenpflicht?", "?3"),
        ("", "Das übernimmt der Außendienst.", "!3"),
    ),
)
ANSWER_AND_NUMBER = Shape(
    "Frage and Antwort with numbers",
    "Kleine Anfrage",
    (
        ("Die Anfrage wird wie folgt beantwortet", "", ""),
        ("Frage 1:", "Wie viele Stellen sind im Bauamt unbesetzt?", "?1"),
        ("Antwort 1:", "Unbesetzt sind neun Stellen.", "!1"),
        ("Frage 2:", "Wie lange dauert eine Baugenehmigung im Mittel?", "?2"),
        ("Antwort 2:", "Sie dauert im Mittel sieben Monate.", "!2"),
    ),
)
REASONS_BETWEEN = Shape(
    "reasons between the questions and their answer",
    "Anfrage",
    (
        ("Ich frage die Verwaltung:", "", ""),
        ("1.", "Seit wann ist die Fähre außer Betrieb?", "?1"),
        ("2.", "Wann fährt sie wieder?", "?2"),
        ("Begründung:", "Viele Pendler sind auf die Fähre angewiesen.", ""),
        ("Beantwortung:", "", ""),
        ("Zu 1:", "Die Fähre liegt seit April in der Werft.", "!1"),
        ("Zu 2:", "Sie fährt voraussichtlich ab Juli.", "!2"),
    ),
)
NO_COLON = Shape(
    "references without a colon",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("1.", "Wem gehört die Brache an der Kanalstraße?", "?1"),
        ("2.", "Was soll dort entstehen?", "?2"),
        ("Zu Frage 1", "Die Brache gehört dem Land.", "!1"),
        ("Zu Frage 2", "Dort soll eine Schule entstehen.", "!2"),
    ),
)
BLOCKS = Shape(
    "some questions, their answer, further questions, their answer",
    "Schriftliche Anfrage",
    (
        ("Schriftliche Anfrage der Abgeordneten Eva Muster (Liste M) vom 3. Mai 2016 und Antwort", "", ""),
        ("Im Namen des Senats beantworte ich Ihre Schriftliche Anfrage wie folgt:", "", ""),
        ("1.", "Wie viele Bäder wurden seit 2010 saniert?", "?1"),
        ("2.", "Welche Kosten sind dabei entstanden?", "?2"),
        ("Zu 1. und 2.:", "Saniert wurden vier Bäder für elf Millionen Euro.", "!1 2"),
        ("3.", "Welche Bäder folgen als nächste?", "?3"),
        ("Zu 3.:", "Als nächstes folgt das Bad am Forst.", "!3"),
    ),
)
SPELT_NUMBERS = Shape(
    "spelt-out numbers",
    "Anfrage",
    (
        ("Wir fragen den Senat:", "", ""),
        ("Erstens:", "Wie steht der Senat zum Erhalt der Sternwarte?", "?1"),
        ("Zweitens:", "Welche Mittel sind dafür vorgesehen?", "?2"),
        ("Antwort des Senats:", "", ""),
        ("Zu Frage eins:", "Der Senat will die Sternwarte erhalten.", "!1"),
        ("Zu Frage zwei:", "Vorgesehen sind 80.000 Euro im Jahr.", "!2"),
    ),
)
LOST_COUNT = Shape(
    "list whose numbers all became one",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("1.", "Wann wird der Marktplatz gepflastert?", "?1"),
        ("1.", "Wie viele Stände können ihn danach nutzen?", "?2"),
        ("Sehr geehrter Herr Vorsteher, sehr geehrte Damen und Herren, das Bezirksamt beantwortet die Anfrage wie folgt:", "", ""),
        ("Zu 1.:", "Der Platz wird im Herbst gepflastert.", "!1"),
        ("Zu 2.:", "Danach ist Platz für vierzig Stände.", "!2"),
    ),
)
SALUTATION = Shape(
    "a salutation turns to the answer",
    "Mündliche Anfrage",
    (
        ("Ich frage das Bezirksamt:", "", ""),
        ("1.", "Wie lange bleibt die Schwimmhalle am Park geschlossen?", "?1"),
        ("2.", "Wohin können die Kurse ausweichen?", "?2"),
        ("Sehr geehrter Herr Vorsteher, sehr geehrte Damen und Herren!", "", ""),
        ("Zu 1.", "Die Halle bleibt bis Ostern geschlossen.", "!1"),
        ("Zu 2.", "Die Kurse finden in der Halle am Markt statt.", "!2"),
    ),
)
REPLIES = Shape(
    "somebody replies",
    "Mündliche Anfrage",
    (
        ("Wir fragen die Verwaltung:", "", ""),
        ("1.", "Welche Linien fahren nachts zum Bahnhof?", "?1"),
        ("2.", "Sind weitere geplant?", "?2"),
        ("Der zuständige Dezernent antwortet:", "", ""),
        ("Zu Frage 1:", "Nachts fahren die Linien 3 und 9.", "!1"),
        ("Zu Frage 2:", "Eine dritte Linie ist für den Sommer geplant.", "!2"),
    ),
)
SHAPES = tuple(shape for shape in globals().values() if isinstance(shape, Shape))


def _plain(text: str) -> str:
    return text


def _spelt_out(text: str) -> str:
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")):
        text = text.replace(letter, spelt)
    return text


def _left_out(text: str) -> str:
    return _SPECIAL.sub("", text)


def _question_marks(text: str) -> str:
    return _SPECIAL.sub("?", text)


def _replaced(text: str) -> str:
    return _SPECIAL.sub("\ufffd", text)


def _mistaken(text: str) -> str:
    return text.encode().decode("latin-1")


DAMAGES: dict[str, Callable[[str], str]] = {
    "whole": _plain,
    "spelt out": _spelt_out,
    "left out": _left_out,
    "question marks": _question_marks,
    "replaced": _replaced,
    "mistaken": _mistaken,
}
