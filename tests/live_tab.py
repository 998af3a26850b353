"""A page of an open survey in a browser, which asks again and again."""

import re
from html import unescape


class Tab:
    """A page as a browser has it: where it asks, and what it says that it has."""

    def __init__(self, client, address):
        self.client, self.page = client, client.get(address)
        self.read(self.page.content.decode())

    def read(self, html):
        if poll := re.search(r'<div id="live" [^>]*>', html):
            self.asks = unescape(re.search(r'hx-get="([^"]*)"', poll[0])[1])
            self.have = re.search(r'{"have": "([^"]*)"}', poll[0])[1]
            self.mark = re.search(r'data-mark="([^"]*)"', poll[0])[1]

    def ask(self):
        headers = {"If-None-Match": f'"{self.mark}"', "HX-Request": "true"}
        answer = self.client.get(self.asks, query_params=self.query, headers=headers)
        self.read(answer.content.decode())
        return answer

    @property
    def query(self):
        by = re.search(r"by=([^&]*)", self.asks)
        return {"have": self.have} | ({"by": by[1]} if by else {})
