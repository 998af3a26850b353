"""What tests of the admin read from its pages."""

import re

from surveyapp.models import Survey


def page_of(survey, page="change"):
    return f"/admin/surveyapp/survey/{survey.pk}/{page}/"


def again(survey):
    return Survey.objects.get(pk=survey.pk)


def said(response):
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def tools(response):
    """The links above a survey's form: their words and where they lead."""
    found = re.search(r'<ul class="object-tools">(.*?)</ul>', response.content.decode(), re.DOTALL)
    links = re.findall(r'href="([^"]*)"[^>]*>([^<]*)</a>', found[1])
    return {words: address for address, words in links}


def form_of(client, survey):
    """The fields of a survey's page, as a browser would send them back."""
    content = client.get(page_of(survey)).content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", content):
        named = re.search(r' name="([^"]+)"', tag)
        kind = re.search(r' type="([^"]+)"', tag)
        boxes = {"checkbox", "submit"}
        if named and not (kind and kind[1] in boxes and " checked" not in tag):
            fields[named[1]] = (re.search(r' value="([^"]*)"', tag) or [0, ""])[1]
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', content, re.DOTALL):
        fields[name] = (re.search(r'value="([^"]*)" selected', options) or [0, ""])[1]
    return {name: value for name, value in fields.items() if "__prefix__" not in name}
