"""The data: fields, constraints and short properties. Every write is an action (`actions/`), not a method here.

The tables that hold answers (Ticket, Envelope, Stratum, Response, FreeText, Column) are reached only through
`envelopes`, `tallies` and `dataset`, and are registered in no admin.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.models import Group as StaffGroup
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .questionnaire.schema import NOTE, STATEMENTS, TYPES, words


def random_id() -> int:
    """A key that tells nothing of when its row was written: 62 random bits, never 0."""
    return secrets.randbits(62) | 1 << 61


class RandomIDField(models.BigIntegerField):
    """A primary key that is the table's own integer key on SQLite too.

    Declared `bigint`, SQLite would keep a hidden rowid beside it, in order of insertion, and that order
    tells who handed in what. Declared `integer primary key`, the rowid *is* the random id.
    """

    def db_type(self, connection: object) -> str | None:
        return "integer" if getattr(connection, "vendor", "") == "sqlite" else super().db_type(connection)  # type: ignore[arg-type]

    def rel_db_type(self, connection: object) -> str | None:
        return self.db_type(connection)


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("survey", "Open")
    CLOSED = "closed", _("Closed")


class Survey(models.Model):
    """One study: draft, then open, then closed, never back."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    title = models.JSONField(_("title"))
    introduction = models.JSONField(_("introduction"), default=dict, blank=True)
    thanks = models.JSONField(_("thanks"), default=dict, blank=True)
    about = models.JSONField(_("who asks, and what for"), default=dict, blank=True)
    contact = models.EmailField(_("address for questions"), blank=True)
    source = models.JSONField(_("where the answers come from"), default=dict, blank=True)
    languages = models.JSONField(_("languages"))
    status = models.CharField(_("status"), max_length=6, choices=Status, default=Status.DRAFT)
    minimum_group = models.PositiveSmallIntegerField(
        _("smallest group shown"), default=5, validators=[MinValueValidator(5)]
    )
    live_by_school = models.BooleanField(_("results by school while open"), default=False)
    example = models.BooleanField(_("example or rehearsal"), default=False)
    asked = models.PositiveIntegerField(
        _("students asked, where only the sum is known"), null=True, blank=True
    )
    ethics = models.CharField(_("ethics reference"), max_length=200, blank=True)
    closes_on = models.DateField(_("planned to close on"), null=True, blank=True)
    share_with_schools = models.BooleanField(_("each dean sees the results after closing"), default=False)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # The fingerprint of the structure, from opening or the first import on: frozen.
    structure = models.CharField(max_length=64, blank=True, editable=False)
    # What will be compared with what (questionnaire/plan.py), as it stood when the structure was frozen.
    plan = models.JSONField(default=dict, blank=True, editable=False)
    # Another random number with every change of the questionnaire's rows: the key of all that is built from them.
    revision = models.BigIntegerField(default=random_id, editable=False)
    # Fingerprints of the keys under which its envelopes were sealed, so that a missing key is noticed at the start.
    sealed_with = models.JSONField(default=list, editable=False)

    # Whose roles in it were read for the request at hand, and which they are (`access`); no column.
    roles_read: tuple[object, tuple[tuple[str, str | None], ...]] | None = None

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minimum_group__gte=5), name="survey_minimum_group_5"),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="survey_status"),
            models.CheckConstraint(
                condition=models.Q(status="draft") | ~models.Q(structure=""), name="survey_open_is_frozen"
            ),
        ]

    def __str__(self) -> str:
        return words(self.title, get_language() or "", self.languages[0])

    @property
    def frozen(self) -> bool:
        return bool(self.structure)

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED


class Section(models.Model):
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=64)
    title = models.JSONField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="section_code_once")]

    def __str__(self) -> str:
        return self.code


class Question(models.Model):
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    code = models.CharField(max_length=64)
    type = models.CharField(max_length=8, choices=[(t, t) for t in TYPES])
    text = models.JSONField()
    hint = models.JSONField(default=dict, blank=True)
    unit = models.JSONField(default=dict, blank=True)
    required = models.BooleanField(default=False)
    shown_if = models.JSONField(null=True, blank=True)
    at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    at_most = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    integer = models.BooleanField(default=False)
    length = models.PositiveSmallIntegerField(null=True, blank=True)
    lines = models.PositiveSmallIntegerField(null=True, blank=True)
    year = models.BooleanField(default=False)
    month = models.BooleanField(default=False)
    random_order = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "code"], name="question_code_once"),
            models.CheckConstraint(condition=models.Q(type__in=TYPES), name="question_type"),
        ]

    def __str__(self) -> str:
        return self.code


class Block(models.Model):
    """A note among the questions, or what several statements have in common."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="blocks")
    code = models.CharField(max_length=64)
    type = models.CharField(max_length=10, choices=[(t, t) for t in (NOTE, STATEMENTS)])
    text = models.JSONField()
    hint = models.JSONField(default=dict, blank=True)
    before = models.PositiveSmallIntegerField()  # how many of the section's questions come before it
    holds = models.PositiveSmallIntegerField(default=0)  # how many of those after it are its statements
    shown_if = models.JSONField(null=True, blank=True)
    picture = models.CharField(max_length=100, blank=True)
    alt = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["section", "code"], name="block_code_once")]

    def __str__(self) -> str:
        return self.code


class Picture(models.Model):
    """What a note shows, drawn anew when it came: no data about it is left (pictures.py)."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=100)  # as the questionnaire's file has it
    data = models.BinaryField()  # WebP
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["survey", "name"], name="picture_name_once")]

    def __str__(self) -> str:
        return self.name


class Choice(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    code = models.CharField(max_length=64)
    label = models.JSONField()
    other = models.BooleanField(default=False)
    prefer_not = models.BooleanField(default=False)
    exclusive = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "code"], name="choice_code_once")]

    def __str__(self) -> str:
        return self.code


class Grouping(models.Model):
    """A split that every analysis is made by: phase, from the choices of year."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="groupings")
    code = models.CharField(max_length=64)
    label = models.JSONField()
    question = models.ForeignKey(Question, models.CASCADE, related_name="groupings")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="grouping_code_once")]

    def __str__(self) -> str:
        return self.code


class Group(models.Model):
    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="groups")
    code = models.CharField(max_length=64)
    label = models.JSONField()
    choices = models.JSONField()  # codes of the grouping's question
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["grouping", "code"], name="group_code_once")]

    def __str__(self) -> str:
        return self.code


class WordingChange(models.Model):
    """A typo corrected after the structure was frozen: both wordings are shown with the results."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="wording_changes")
    place = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    old = models.TextField()
    new = models.TextField()
    made_on = models.DateField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.place} ({self.language})"


class School(models.Model):
    """A place whose students are asked; it can take part in several surveys."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, blank=True)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """One school in one survey."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        NO_RESPONSE = "no_response", _("No response")
        ACCEPTED_NOT_SENT = "accepted_not_sent", _("Accepted, not sent")
        SENT = "sent", _("Sent")

    survey = models.ForeignKey(
        Survey, models.CASCADE, related_name="participations", verbose_name=_("survey")
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="participations", verbose_name=_("school")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.INVITED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    enrolled = models.PositiveIntegerField(_("students enrolled"), null=True, blank=True)
    office = models.CharField(_("whom to write to"), max_length=200, blank=True)
    email = models.EmailField(_("address of the dean's office"), blank=True)
    languages = models.JSONField(_("languages of its letters"), default=list, blank=True)
    imported = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["school__code"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "school"], name="school_once_in_survey"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["invited", "accepted", "declined", "no_response", "accepted_not_sent", "sent"]
                ),
                name="participation_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey.code}: {self.school}"


class Enrolled(models.Model):
    """How many students a school has in one year of study; where the figure comes from, and of which day."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="enrolled_by_year")
    year = models.CharField(
        _("year of study"), max_length=64
    )  # a choice of the question that groups are made from
    students = models.PositiveIntegerField(_("students"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    day = models.DateField(_("day"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["participation", "year"], name="enrolled_year_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.students}"


class Event(models.Model):
    """What happened with a school in a survey. History only grows: a correction is another event and says why."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited")
        REMINDED = "reminded", _("Reminded")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        NO_RESPONSE = "no_response", _("No response")
        NOT_SENT = "not_sent", _("Did not send the link")
        SENT = "sent", _("Sent to its students")
        FIRST_REMINDER = "first_reminder", _("First reminder to its students")
        SECOND_REMINDER = "second_reminder", _("Second reminder to its students")
        THANKED = "thanked", _("Thanked")
        NOTE = "note", _("Note")
        CORRECTED = "corrected", _("Corrected: did not happen")

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind)
    day = models.DateField(_("day"))
    by = models.CharField(_("by"), max_length=150)  # a name, or an office: whoever has no account has no key
    students = models.PositiveIntegerField(_("to how many students"), null=True, blank=True)
    by_year = models.JSONField(default=dict, blank=True)  # of these, by year of study where known
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    corrects = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="corrected_by"
    )

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "invited",
                        "reminded",
                        "accepted",
                        "declined",
                        "no_response",
                        "not_sent",
                        "sent",
                        "first_reminder",
                        "second_reminder",
                        "thanked",
                        "note",
                        "corrected",
                    ]
                ),
                name="event_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.get_kind_display()}"


class SchoolLink(models.Model):
    """The secret link of a dean, or of the secretary to whom the dean passed it on. Only its digest is kept."""

    class Holder(models.TextChoices):
        DEAN = "dean", _("Dean")
        SECRETARY = "secretary", _("Secretary")

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="links")
    holder = models.CharField(max_length=9, choices=Holder)
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    made_by = models.CharField(max_length=150)
    revoked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "holder"],
                condition=models.Q(revoked_on__isnull=True),
                name="one_link_a_holder",
            ),
            models.CheckConstraint(condition=models.Q(holder__in=["dean", "secretary"]), name="link_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.participation}: {self.holder}"


class LetterKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation to a dean")
    REMINDER = "reminder", _("Reminder to a dean")
    FORWARD = "forward", _("Please forward")
    THANKS = "thanks", _("Thanks, with the results")


class LetterText(models.Model):
    """A letter's words in one language, as the researchers of a survey changed them."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="letter_texts")
    kind = models.CharField(max_length=15)  # of LetterKind, or of the event that tells of a mail to students
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # Another random number with every change, so that the second of two editors is told.
    revision = models.BigIntegerField(default=random_id, editable=False)
    changed_by = models.CharField(max_length=150)
    changed_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "kind", "language"], name="letter_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class Letter(models.Model):
    """One mail to one school: in the queue, then gone, or told why not. Its text stays in the school's history."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", pgettext_lazy("letter", "Sent")
        FAILED = "failed", _("Not sent")
        UNCERTAIN = "uncertain", _("Perhaps sent")
        DROPPED = "dropped", _("Taken back")

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind)
    language = models.CharField(max_length=12)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    due = models.DateField()  # not before this day: a reminder that a person scheduled
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)  # the mail server's, where it did not take the letter
    message_id = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["waiting", "sending", "sent", "failed", "uncertain", "dropped"]
                ),
                name="letter_state",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="letter_queue")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"


class LogEntry(models.Model):
    """What a member of staff did. Nothing that a student does is ever here."""

    survey = models.ForeignKey(Survey, models.CASCADE, null=True, blank=True, related_name="log")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    did = models.CharField(max_length=60)  # a code: `actions/log.py` has the words
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["survey", "-at"], name="log_of_survey")]

    def __str__(self) -> str:
        return f"{self.by}: {self.did}"


class Job(models.Model):
    """Long work on a survey that goes on when its page is left: an import or a closing. Holds counts, never an answer.

    The uploaded file, and what was found wrong in it, lie in a folder of their own (`job_files`).
    """

    class Kind(models.TextChoices):
        IMPORT = "import"
        CLOSE = "close"

    class State(models.TextChoices):
        CHECKING = "checking"
        WRONG = "wrong"
        CHECKED = "checked"
        WORKING = "working"
        DONE = "done"
        REFUSED = "refused"
        STOPPED = "stopped"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=8, choices=State)
    by = models.CharField(max_length=150)
    # When it was last set going: a process that has not begun a minute later never will. When it ended is not kept.
    asked_at = models.DateTimeField()
    token = models.CharField(max_length=32, unique=True)  # the name of its files
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of the file that was checked
    revision = models.BigIntegerField(default=0)  # of the questionnaire that it was checked against
    counts = models.JSONField(default=dict, blank=True)  # what the pages say: how many, from which school
    reason = models.TextField(blank=True)  # why it was refused, in the words of whoever asked

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey"],
                condition=models.Q(state__in=["checking", "working"]),
                name="one_job_a_survey",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["import", "close"]), name="job_kind"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["checking", "wrong", "checked", "working", "done", "refused", "stopped"]
                ),
                name="job_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey.code}: {self.kind}, {self.state}"

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.WORKING)


class DayCount(models.Model):
    """How many handed in at a school on a day, and how many pages were opened and started. Nothing finer is kept."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="days")
    day = models.DateField()
    handed_in = models.PositiveIntegerField(default=0)
    # Pages, not people: whoever opens twice counts twice.
    opened = models.PositiveIntegerField(default=0, db_default=0)
    started = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["participation", "day"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.day}: {self.handed_in}"


class Role(models.TextChoices):
    RESEARCHER = "researcher", _("Researcher")
    FACULTY = "faculty", _("Faculty")


class Membership(models.Model):
    """Who may do what with a survey: a person, or a group of staff. Administrators need none."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="memberships", verbose_name=_("survey"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("person"),
    )
    group = models.ForeignKey(
        StaffGroup,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("group of staff"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    # Faculty of one school see that school and the whole.
    school = models.ForeignKey(
        School,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("school, where it is one's alone"),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("people and groups of staff")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, group__isnull=True)
                | models.Q(user__isnull=True, group__isnull=False),
                name="membership_person_or_group",
            ),
            models.UniqueConstraint(fields=["survey", "user"], name="person_once_in_survey"),
            models.UniqueConstraint(fields=["survey", "group"], name="group_once_in_survey"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role"),
            models.CheckConstraint(
                condition=models.Q(school__isnull=True) | models.Q(role="faculty"),
                name="membership_school_of_faculty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.get_role_display()}"


class Invitation(models.Model):
    """The last mail that told a person of their role in a survey. Its link is kept nowhere."""

    class State(models.TextChoices):
        NOT_SENT = "not_sent", _("Not sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")
        UNCERTAIN = "uncertain", _("Perhaps sent")

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="invitation")
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=9, choices=State, default=State.NOT_SENT)
    asked_by = models.CharField(max_length=150)
    tried_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)  # the mail server's, where it did not take the mail

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["not_sent", "sending", "sent", "failed", "uncertain"]),
                name="invitation_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.state}"


# ----- answers: nothing below has a time, a person, an address or an order ------------------------------


class Ticket(models.Model):
    """The keyed digest of a ticket that was handed in: makes a second try count once. Leads to no envelope."""

    id = RandomIDField(primary_key=True)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return "ticket"


class Stratum(models.Model):
    """One group of each grouping, crossed, with what its counted envelopes add up to.

    `batch` 0 are people who handed in; each import has a number of its own, since imported responses are
    never counted together with handed-in ones. Pools of rests (see `disclosure.pool`) are strata too.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    batch = models.PositiveSmallIntegerField(default=0)
    groups = models.JSONField()  # a group's code for each grouping, in order
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    everybody_only = models.BooleanField(default=False)  # a pool that counts in 'everybody' alone
    key = models.CharField(max_length=1000)  # all of the above in one, so that a stratum exists once
    counted = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=dict)  # keys sorted: their order would tell

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="stratum_once")]

    def __str__(self) -> str:
        return "stratum"


class Envelope(models.Model):
    """One response, encrypted, from handing in until the survey closes."""

    id = RandomIDField(primary_key=True, default=random_id)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+", db_index=False)
    stratum = models.ForeignKey(Stratum, models.CASCADE, related_name="+")
    counted = models.BooleanField(default=False)
    box = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["stratum"], condition=models.Q(counted=False), name="envelope_waiting"),
            models.Index(fields=["survey"], name="envelope_survey"),
        ]

    def __str__(self) -> str:
        return "envelope"


class Response(models.Model):
    """One student's answers, written when the survey closed, in random order. Never before."""

    id = RandomIDField(primary_key=True, default=random_id)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_index=False)
    # The atom in which it is counted; none where too few were left to show.
    atom = models.ForeignKey(Stratum, models.RESTRICT, null=True, related_name="+", db_index=False)
    answers = models.JSONField()

    def __str__(self) -> str:
        return "response"


class FreeText(models.Model):
    """Own words, with no link to the response they came with."""

    id = RandomIDField(primary_key=True, default=random_id)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    question = models.CharField(max_length=80)
    text = models.TextField()
    imported = models.BooleanField(default=False)  # known to whoever imported it, so no crowd for the others

    def __str__(self) -> str:
        return "text"


class Column(models.Model):
    """All answers to one question as an array, in the order of the responses' ids."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    name = models.CharField(max_length=140)
    dtype = models.CharField(max_length=8)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "name"], name="column_once")]

    def __str__(self) -> str:
        return self.name
