"""How messages go: by e-mail, as a text message or on paper, and which letters have a short form."""
from __future__ import annotations

EMAIL, SMS, LETTER = "email", "sms", "letter"
CHANNELS = (EMAIL, SMS, LETTER)
# Letters with a form for a phone beside them (templates/letters/<name>.sms.txt): sent so to whoever has a phone only.
SHORT_TEMPLATES = frozenset({
    "juror_code", "juror_link", "registration_receipt", "seat_invitation", "seat_reminder", "session_reminder",
    "step_up_code", "ticket"})
# Three parts of a text message in Cyrillic; longer ones are cut by some operators.
LONGEST_SMS = 201
DIGEST = "digest"
