"""A real SMTP server for tests. What it does with a letter hangs on the first letters of the address it is for."""

import asyncio
import contextlib
import email
import email.policy
import logging
import socket
import threading

from aiosmtpd.controller import Controller

PATIENCE = 1  # seconds that the product waits in these tests


class Handler:
    """`nobody@`: 550. `later@`: 451. `slow@`, `dies@`: after the text; `slowly@`, `dead@`: before it.

    `lost@`: takes the letter, and dies before it says so.
    """

    def __init__(self):
        self.taken = []  # messages
        self.offered = []  # (recipient, Message-ID) of each text that was begun
        self.hangs = threading.Event()  # somebody waits for an answer that does not come

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 There is no such office here"
        if address.startswith("dead@"):
            server.transport.abort()
        if address.startswith("slowly@"):
            await asyncio.sleep(PATIENCE * 2)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        address = envelope.rcpt_tos[0]
        self.offered.append((address, str(message["Message-ID"])))
        if address.startswith("later@"):
            return "451 4.3.0 Try again later"
        if address.startswith("dies@"):
            server.transport.abort()
            return "250 never read"
        if address.startswith("slow@"):
            self.hangs.set()
            await asyncio.sleep(PATIENCE * 2)
        self.taken.append(message)
        if address.startswith("lost@"):
            server.transport.abort()
        return "250 Taken"


# Its thread says on the way out who went, when pytest has closed what it would write to.
logging.getLogger("mail.log").propagate = False


@contextlib.contextmanager
def mail_server():
    """Yields (handler, port)."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()
