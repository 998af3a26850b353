"""Surveys for the tests of the student's pages: one with every type of question, and the study's own."""

from pathlib import Path
from urllib.parse import urlencode

from surveyapp.actions import surveys
from surveyapp.models import Participation
from surveyapp.questionnaire import yaml_form

EVERY_TYPE = """
code: ward
title: {en: Life on the ward, fr: La vie au service}
languages: [en, fr]
introduction: {en: About your week., fr: Sur votre semaine.}
about: {en: The nursing school asks., fr: L'école d'infirmières demande.}
contact: ward@example.org
schools:
  - {code: north, name: North & Sons}
  - {code: south, name: South}
groupings:
  - {code: shift, label: {en: Shift, fr: Poste}, from: shift}
sections:
  - code: work
    title: {en: Your work, fr: Votre travail}
    questions:
      - code: shift
        type: single
        required: true
        text: {en: When do you work?, fr: Quand travaillez-vous ?}
        choices:
          - {code: day, label: {en: By day, fr: Le jour}}
          - {code: night, label: {en: By night, fr: La nuit}}
      - code: hours
        type: number
        min: 0
        max: 100
        integer: true
        required: true
        unit: {en: hours, fr: heures}
        hint: {en: In a usual week., fr: Dans une semaine ordinaire.}
        text: {en: How long do you work?, fr: Combien de temps travaillez-vous ?}
      - code: tired
        type: yes_no
        prefer_not: true
        required: true
        text: {en: Are you tired?, fr: Êtes-vous fatigué ?}
  - code: rest
    title: {en: Your rest, fr: Votre repos}
    questions:
      - code: helps
        type: multiple
        at_most: 2
        required: true
        shown_if: {tired: yes}
        text: {en: What helps?, fr: Qu'est-ce qui aide ?}
        choices:
          - {code: sleep, label: {en: Sleep, fr: Le sommeil}}
          - {code: tea, label: {en: Tea, fr: Le thé}}
          - {code: talk, label: {en: A talk, fr: Une conversation}}
          - {code: nothing, label: {en: Nothing, fr: Rien}, exclusive: true}
  - code: end
    title: {en: And last, fr: Et enfin}
    questions:
      - code: mood
        type: scale
        text: {en: How is your mood?, fr: Comment va votre moral ?}
        choices:
          - {code: good, label: {en: Good, fr: Bon}}
          - {code: fair, label: {en: Fair, fr: Moyen}}
          - {code: bad, label: {en: Bad, fr: Mauvais}}
          - {code: declined, label: {en: I do not say, fr: Je ne dis pas}, prefer_not: true}
      - code: place
        type: single
        text: {en: Where do you rest?, fr: Où vous reposez-vous ?}
        choices:
          - {code: home, label: {en: At home, fr: À la maison}}
          - {code: elsewhere, label: {en: Elsewhere, fr: Ailleurs}, other: true}
      - code: wish
        type: text
        text: {en: What do you wish?, fr: Que souhaitez-vous ?}
"""

ALL_ANSWERS = {
    "shift": "night",
    "hours": "42",
    "tired": "yes",
    "helps": ["sleep", "tea"],
    "mood": "fair",
    "place": "elsewhere",
    "place__other": "in the garden",
    "wish": "more tea",
}

STUDY = Path(__file__).parent.parent / "examples" / "ir2019" / "questionnaire.yaml"
URLENCODED = "application/x-www-form-urlencoded"


def draft(text=EVERY_TYPE):
    return surveys.put_questionnaire(questionnaire=yaml_form.read(text))


def opened(text=EVERY_TYPE):
    survey = draft(text)
    surveys.open_survey(survey=survey)
    return survey


def link(survey, school=None):
    participation = (
        Participation.objects.filter(survey=survey).select_related("school").order_by("pk").first()
    )
    return f"/r/{survey.code}/{school or participation.school.code}"


def ticket_in(page):
    return page.content.decode().split('name="ticket" value="')[1].split('"')[0]


def send(client, address, answers, **more):
    """Post as a browser does: one body of fields and values."""
    return client.post(f"{address}/send", urlencode(answers, doseq=True), content_type=URLENCODED, **more)


def many_questions(count):
    """A questionnaire of `count` yes/no questions on pages of ten."""
    lines = [
        "code: long",
        "title: {en: Long}",
        "languages: [en]",
        "schools: [{code: north, name: North}]",
        "sections:",
    ]
    for n in range(count):
        if n % 10 == 0:
            lines += [f"  - code: page{n}", f"    title: {{en: Page {n}}}", "    questions:"]
        lines.append(f"      - {{code: q{n}, type: yes_no, text: {{en: Question {n}?}}}}")
    return "\n".join(lines)
