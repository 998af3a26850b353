"""The few words that the program itself brings into a questionnaire, in several languages."""

from __future__ import annotations

from collections.abc import Sequence

from .schema import YES_NO, YES_NO_CHOICES, Choice, Question, Text

PREFER_NOT = "prefer_not"

#          yes, no, prefer not to answer, and, or, not
WORDS: dict[str, tuple[str, str, str, str, str, str]] = {
    "en": ("Yes", "No", "I prefer not to answer", "and", "or", "not"),
    "fr": ("Oui", "Non", "Je préfère ne pas répondre", "et", "ou", "pas"),
    "de": ("Ja", "Nein", "Möchte ich nicht beantworten", "und", "oder", "nicht"),
    "es": ("Sí", "No", "Prefiero no responder", "y", "o", "no"),
    "it": ("Sì", "No", "Preferisco non rispondere", "e", "o", "non"),
    "pt": ("Sim", "Não", "Prefiro não responder", "e", "ou", "não"),
    "nl": ("Ja", "Nee", "Dat zeg ik liever niet", "en", "of", "niet"),
    "pl": ("Tak", "Nie", "Wolę nie odpowiadać", "i", "lub", "nie"),
    "sv": ("Ja", "Nej", "Jag vill helst inte svara", "och", "eller", "inte"),
    "ar": ("نعم", "لا", "أفضّل عدم الإجابة", "و", "أو", "ليس"),
    "so": ("Haa", "Maya", "Waxaan doorbidayaa inaan ka jawaabin", "iyo", "ama", "ma aha"),
}
YES, NO, DECLINE, AND, OR, NOT = range(6)
DECLINING = {said[DECLINE] for said in WORDS.values()}


def word(which: int, language: str) -> str:
    """In the language, without its region where there is none (pt-BR), else in English."""
    return WORDS.get(language, WORDS.get(language.split("-")[0], WORDS["en"]))[which]


def lacking(language: str) -> bool:
    """Whether the words come in English there, since nobody has put them in the language's own."""
    return language not in WORDS and language.split("-")[0] not in WORDS


def brought_in(question: Question, choice: Choice) -> bool:
    """Whether the choice's words are the program's own. Who wrote the very same in a file wrote English, too."""
    declines = choice.prefer_not and set(choice.label.values()) <= DECLINING
    return question.type == YES_NO or declines


def everywhere(which: int, languages: Sequence[str]) -> Text:
    return {language: word(which, language) for language in languages}


def consent_choices(label: Text) -> tuple[Choice, ...]:
    return (Choice(YES_NO_CHOICES[0], label),)


def yes_no_choices(languages: Sequence[str], prefer_not: bool) -> tuple[Choice, ...]:
    yes, no = YES_NO_CHOICES
    pair = (Choice(yes, everywhere(YES, languages)), Choice(no, everywhere(NO, languages)))
    return (*pair, declining(languages)) if prefer_not else pair


def declining(languages: Sequence[str]) -> Choice:
    return Choice(PREFER_NOT, everywhere(DECLINE, languages), prefer_not=True)
