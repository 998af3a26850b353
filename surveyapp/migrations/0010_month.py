from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveyapp", "0009_hand_in")]
    operations = [migrations.AddField("question", "month", models.BooleanField(default=False))]
