"""A questionnaire with every type of question and block, in English, French and Arabic, and answers to it."""

import io
import json

from PIL import Image

from surveyapp import pictures
from surveyapp.actions import surveys
from surveyapp.questionnaire import yaml_form
from tests.respond_surveys import link


def said(en, fr, ar):
    return json.dumps({"en": en, "fr": fr, "ar": ar}, ensure_ascii=False)


def choices(*listed, indent=10):
    return "".join(
        f"{' ' * indent}- {{code: {code}, label: {words}{more}}}\n" for code, words, more in listed
    )


YES, NO = said("Yes", "Oui", "نعم"), said("No", "Non", "لا")
DECLINED = ("declined", said("I do not say", "Je ne dis pas", "لا أقول"), ", prefer_not: true")

ALL_TYPES = f"""
code: alltypes
title: {said("Every type of question", "Chaque type de question", "كل أنواع الأسئلة")}
languages: [en, fr, ar]
introduction: {said("A short one.", "Un court.", "استبيان قصير.")}
schools:
  - {{code: north, name: North}}
  - {{code: south, name: South}}
groupings:
  - {{code: shift, label: {said("Shift", "Poste", "النوبة")}, from: shift}}
sections:
  - code: chosen
    title: {said("One choice and several", "Un choix ou plusieurs", "خيار واحد أو أكثر")}
    questions:
      - code: shift
        type: single
        required: true
        text: {said("When do you work?", "Quand travaillez-vous ?", "متى تعمل؟")}
        choices:
{choices(("day", said("By day", "Le jour", "نهارًا"), ""), ("night", said("By night", "La nuit", "ليلًا"), ""))}
      - code: tired
        type: yes_no
        prefer_not: true
        text: {said("Are you tired?", "Êtes-vous fatigué ?", "هل أنت متعب؟")}
      - code: mood
        type: scale
        text: {said("How is your mood?", "Comment va votre moral ?", "كيف مزاجك؟")}
        choices:
{
    choices(
        ("good", said("Good", "Bon", "جيد"), ""),
        ("fair", said("Fair", "Moyen", "متوسط"), ""),
        ("bad", said("Bad", "Mauvais", "سيئ"), ""),
        DECLINED,
    )
}
      - code: helps
        type: multiple
        order: random
        at_least: 2
        at_most: 3
        text: {said("What helps?", "Qu'est-ce qui aide ?", "ما الذي يساعد؟")}
        choices:
{
    choices(
        ("sleep", said("Sleep", "Le sommeil", "النوم"), ""),
        ("tea", said("Tea", "Le thé", "الشاي"), ""),
        ("talk", said("A talk", "Une conversation", "حديث"), ""),
        ("walk", said("A walk", "Une promenade", "نزهة"), ""),
        ("else", said("Something else", "Autre chose", "شيء آخر"), ", other: true"),
        ("nothing", said("Nothing", "Rien", "لا شيء"), ", exclusive: true"),
    )
}
  - code: agreeing
    title: {said("Statements and order", "Affirmations et ordre", "عبارات وترتيب")}
    questions:
      - code: ward_is
        type: note
        text: {
    said("A ward is where you work most.", "Le service où vous travaillez le plus.", "القسم هو مكان عملك.")
}
      - code: agree
        type: statements
        required: true
        text: {said("How far do you agree?", "Êtes-vous d'accord ?", "إلى أي مدى توافق؟")}
        hint: {said("Two statements, one answer each.", "Deux affirmations.", "عبارتان، إجابة لكل منهما.")}
        choices:
{
    choices(
        ("not", said("Not at all", "Pas du tout", "لا أوافق"), ""),
        ("partly", said("Partly", "En partie", "جزئيًا"), ""),
        ("fully", said("Fully", "Tout à fait", "تمامًا"), ""),
    )
}
        statements:
          - {{code: agree_safe, text: {said("The ward is safe.", "Le service est sûr.", "القسم آمن.")}}}
          - {{code: agree_calm, text: {said("The ward is calm.", "Le service est calme.", "القسم هادئ.")}}}
      - code: matters
        type: ranking
        order: random
        prefer_not: true
        text: {said("What matters most?", "Qu'est-ce qui compte le plus ?", "ما الأهم؟")}
        choices:
{
    choices(
        ("pay", said("Pay", "Le salaire", "الراتب"), ""),
        ("rest", said("Rest", "Le repos", "الراحة"), ""),
        ("team", said("The team", "L'équipe", "الفريق"), ""),
    )
}
  - code: written
    title: {said("Numbers and words", "Nombres et mots", "أرقام وكلمات")}
    questions:
      - code: hours
        type: number
        min: 0
        max: 24
        prefer_not: true
        unit: {said("hours", "heures", "ساعات")}
        text: {said("How long is a night?", "Combien dure une garde ?", "كم تدوم النوبة؟")}
      - code: began
        type: year
        min: 1990
        max: 2030
        prefer_not: true
        text: {said("When did you begin?", "En quelle année avez-vous commencé ?", "متى بدأت؟")}
      - code: started
        type: month
        min: 2010-01
        max: 2030-12
        prefer_not: true
        text: {said("When did you start?", "Quel mois avez-vous commencé ?", "في أي شهر بدأت؟")}
      - code: word
        type: text
        length: 20
        lines: 1
        text: {said("One word?", "Un mot ?", "كلمة واحدة؟")}
      - code: wish
        type: text
        prefer_not: true
        text: {said("What do you wish?", "Que souhaitez-vous ?", "ماذا تتمنى؟")}
      - code: agrees
        type: consent
        text: {said("Do you agree to take part?", "Acceptez-vous de participer ?", "هل توافق على المشاركة؟")}
        label: {said("I take part of my own will.", "Je participe de mon plein gré.", "أشارك بمحض إرادتي.")}
"""

# The note with a picture: only the tests of what is seen need one.
ALT = ("A corridor with a lamp", "Un couloir avec une lampe", "ممر فيه مصباح")
PICTURED = ALL_TYPES.replace(
    "        type: note\n", f"        type: note\n        picture: ward.jpg\n        alt: {said(*ALT)}\n"
)


def opened_with_picture(text=PICTURED):
    raw, lamp, wall = io.BytesIO(), Image.radial_gradient("L"), Image.linear_gradient("L")
    Image.merge("RGB", (lamp, wall, wall)).resize((1600, 800)).save(raw, "JPEG")
    drawn = {"ward.jpg": pictures.redrawn(raw.getvalue())}
    survey = surveys.put_questionnaire(questionnaire=yaml_form.read(text), pictures=drawn)
    surveys.open_survey(survey=survey)
    return survey


# as a browser posts it
ALL_ANSWERS = {
    "shift": "night",
    "tired": "yes",
    "mood": "fair",
    "helps": ["tea", "sleep"],
    "agree_safe": "partly",
    "agree_calm": "fully",
    "matters.pay": "3",
    "matters.rest": "1",
    "matters.team": "2",
    "hours": "7,5",
    "began": "2004",
    "started": "2019-03",
    "word": "calm",
    "wish": "more tea",
    "agrees": "yes",
}

# whoever ticks these boxes has answered none of the five, whatever is in their fields
DECLINED = {f"{code}-declined": "prefer_not" for code in ("matters", "hours", "began", "started", "wish")}


def form_of(client, survey, language="en", order=1):
    return client.get(f"{link(survey)}/form?lang={language}&order={order}").content.decode()
