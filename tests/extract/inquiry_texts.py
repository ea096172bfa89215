"""Documents of the made-up town of Musterstadt, as the decoder hands them on, in the layouts that councils use."""

from collections.abc import Iterable

from etl.model.documents import Document
from etl.model.facts import Inquiry, Named, PaperContext, PaperFacts

COLUMN_INQUIRY = """STADT MUSTERSTADT
Der Oberbürgermeister

ANFRAGE

Stadträtin Dr. Erna Muster (LISTE M)
Stadtrat Karl-Otto von Beispiel (LISTE M)
LISTE M-Gemeinderatsfraktion

vom 3. Mai 2016
Gremium:

Termin:
Vorlage Nr.:
TOP:
12. Plenarsitzung Gemeinderat

21.06.2016
2016/0123
17.2

öffentlich

Neue Radwege in der Weststadt

1. Wie viele Kilometer Radweg wurden seit 2010 in der Weststadt gebaut?

2. Welche Strecken sind bis 2018 geplant

a) in der Gartenstraße?
b) am Hafen?

3. Wird die Brücke verbreitert? Wenn ja, wann?

In der Weststadt fehlen seit Jahren sichere Radwege. Das muss sich ändern.

unterzeichnet von:
Dr. Erna Muster
Karl-Otto von Beispiel

Hauptamt - Ratsangelegenheiten -
27. Mai 2016
Sachverhalt/Begründung:"""

COLUMN_ANSWER = """STADT MUSTERSTADT
Der Oberbürgermeister

STELLUNGNAHME zur Anfrage
Stadträtin Dr. Erna Muster (LISTE M)
Stadtrat Karl-Otto von Beispiel (LISTE M)
LISTE M-Gemeinderatsfraktion

vom: 03.05.2016
eingegangen: 04.05.2016
Gremium:
12. Plenarsitzung Gemeinderat
Termin:
Vorlage Nr.:
TOP:

Verantwortlich:
28.06.2016
2016/0123
17.2
öffentlich
Dez. 6 / TBA
Neue Radwege in der Weststadt

1. Wie viele Kilometer Radwege wurden seit 2010 in der Weststadt gebaut?

Seit 2010 wurden vier Kilometer gebaut.

2. Welche Strecken sind bis 2018 geplant

a) in der Gartenstraße?

In der Gartenstraße ist ein Schutzstreifen vorgesehen.

b) am Hafen?

Am Hafen ist nichts geplant.

3. Wird die Brücke verbreitert? Wenn ja, wann?

Die Verwaltung prüft das bis zum Herbst."""

TABLE_INQUIRY = """Anfrage

LISTE M-Gemeinderatsfraktion

Eingang: 04.05.2021
Vorlage Nr.: 2021/0456

Beleuchtung im Stadtpark

Gremium Termin TOP ö nö
Gemeinderat 22.06.2021 31 x

Wie viele Leuchten stehen im Stadtpark?

Wann werden sie erneuert?

Begründung

Abends ist es dort sehr dunkel. Wer will da noch spazieren gehen?

Unterzeichnet von:
Erna Muster
Karl Beispiel"""

TABLE_ANSWER = """Stellungnahme zur Anfrage

LISTE M-Gemeinderatsfraktion

Vorlage Nr.: 2021/0456
Verantwortlich: Dez. 6
Dienststelle: GBA

Beleuchtung im Stadtpark

Gremium Termin TOP ö nö
Gemeinderat 22.06.2021 31 x

Zu Frage 1 und 2:
Im Stadtpark stehen vierzig Leuchten. Sie werden im nächsten Jahr gemeinsam mit den Stadtwerken erneuert."""

TOGETHER = """Mündliche Anfrage von Frau Muster zur Haltung des Jobcenter Musterstadt

Beantwortung der mündlichen Anfrage zu TOP 4.2 aus der Sitzung des Ausschusses für Soziales vom 14.03.2017

Wortlaut der Anfrage:

Frau Muster möchte wissen, wie viele Plätze das Jobcenter anbietet.

Antwort des Jobcenter Musterstadt:

Das Jobcenter bietet zwanzig Plätze an und versteht sich als Partner der freien Träger.

gez. Beispiel"""

LETTER = """SPD-Fraktion in der Bezirksvertretung Neustadt
Musterstraße 1
50000 Musterstadt

BV 3 am 30.01.2012 TOP 7.2.7

Herrn Oberbürgermeister
Max Mustermann

Sehr geehrter Herr Oberbürgermeister,

wir bitten Sie, folgende Anfrage auf die Tagesordnung der nächsten Sitzung zu setzen:

Die Gartenstraße ist seit Wochen gesperrt. Die Umwege sind lang. Wir fragen daher:

1) Wie lange dauert die Sperrung?
2) Welche Umleitung ist
vorgesehen?

gez. Lisa Beispiel
Fraktionsvorsitzende"""

MINUTES = """NIEDERSCHRIFT

Stadt Musterstadt
Gremium: 12. Plenarsitzung Gemeinderat

Der Vorsitzende ruft Tagesordnungspunkt 17.2 auf und stellt fest, die Stellungnahme der Verwaltung liege vor."""

MOTION = """ANTRAG

LISTE M-Gemeinderatsfraktion

Die Verwaltung wird beauftragt, einen Radweg zu bauen. Warum fehlt er noch?"""


def document(name: str, text: str) -> Document:
    return Document(f"id/document/{name.lower().replace(' ', '-')}", f"{name}.pdf", name, text)


def paper(*documents: tuple[str, str], name: str = "", paper_type: str = "", originators: tuple[str, ...] = ()) -> PaperContext:
    read = tuple(document(title, text) for title, text in documents)
    return PaperContext(name, "2016/0123", paper_type, "Stadt Musterstadt", read, originators=originators)


COLUMNS = paper(
    ("Anfrage", COLUMN_INQUIRY),
    ("Stellungnahme TOP 17.2", COLUMN_ANSWER),
    ("Protokoll TOP 17.2", MINUTES),
    name="Neue Radwege in der Weststadt",
    paper_type="Anfrage",
)
TABLE = paper(("Anfrage", TABLE_INQUIRY), ("StN Stadtpark", TABLE_ANSWER), name="Beleuchtung im Stadtpark", paper_type="Anfrage")


def questions(inquiry: Inquiry) -> list[tuple[str, str]]:
    return [(question.number, question.evidence.quote) for question in inquiry.questions]


def passages(facts: PaperFacts) -> list[tuple[list[str], str]]:
    numbers = [question.number for question in facts.inquiries[0].questions]
    return [([numbers[at] for at in item.question_indexes], item.evidence.quote) for item in facts.answers[0].items]


def names(authors: Iterable[Named], kind: str) -> list[str]:
    return [author.name for author in authors if author.kind_code == kind]
