"""What a questionnaire is: its structure, its rules, its answers. Pure: no Django, no database."""
