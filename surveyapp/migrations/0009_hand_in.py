"""One function, so that a hand-in asks PostgreSQL once and not nine times. SQLite needs none: there it is calls.

OR REPLACE: where an older backup was put back over this database, the function is there still.
"""

from django.db import migrations

# VOLATILE, as functions are unless they say otherwise: each statement in it sees the database as it is when that
# statement begins. The status is read by one of its own after the lock; read together with it, it could be that of
# before a closing which ended meanwhile. The lock lasts until the transaction ends (see `envelopes`: 7301).
FUNCTION = """
CREATE OR REPLACE FUNCTION surveyapp_hand_in(
    a_survey bigint, a_ticket bigint, an_envelope bigint, a_stratum bigint, a_box bytea, a_participation bigint,
    a_day date, looking boolean, OUT outcome text, OUT waiting bigint, OUT in_tally bigint
) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    outcome := 'not open';
    IF NOT pg_try_advisory_xact_lock_shared(7301, a_survey::integer) THEN
        RETURN;
    END IF;
    PERFORM FROM surveyapp_survey s WHERE s.id = a_survey AND s.status = 'open';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    outcome := 'before';
    INSERT INTO surveyapp_ticket (id, survey_id) VALUES (a_ticket, a_survey) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    outcome := 'stored';
    INSERT INTO surveyapp_envelope (id, survey_id, stratum_id, counted, box)
        VALUES (an_envelope, a_survey, a_stratum, false, a_box);
    INSERT INTO surveyapp_daycount AS d (participation_id, day, handed_in, opened, started)
        VALUES (a_participation, a_day, 1, 0, 0)
        ON CONFLICT (participation_id, day) DO UPDATE SET handed_in = d.handed_in + 1;
    IF looking THEN
        SELECT count(*) INTO waiting FROM surveyapp_envelope e WHERE e.stratum_id = a_stratum AND NOT e.counted;
        SELECT s.counted INTO in_tally FROM surveyapp_stratum s WHERE s.id = a_stratum;
    END IF;
END
$$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION surveyapp_hand_in")


class Migration(migrations.Migration):
    dependencies = [("surveyapp", "0008_pictures")]
    operations = [migrations.RunPython(make, drop)]
