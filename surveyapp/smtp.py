"""Django's SMTP, which also notes whether a letter's text was begun: before that it has certainly not gone out."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class Notes:
    begun = False

    def data(self, msg: Any) -> Any:
        self.begun = True
        return super().data(msg)  # type: ignore[misc]


class Plain(Notes, smtplib.SMTP):
    pass


class Encrypted(Notes, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:  # type: ignore[override]
        return Encrypted if self.use_ssl else Plain
