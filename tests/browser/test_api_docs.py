"""The documentation of the API in a real browser: nothing it does is against the CSP."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_documentation_is_shown_and_a_call_can_be_tried_out(open_page):
    page = open_page()
    page.goto("/api/v1/docs")
    page.get_by_text("/api/v1/encoders", exact=True).first.click()
    operation = page.locator("#operations-encoders-encoders")
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table .response").first
    expect(answer.locator(".response-col_status")).to_contain_text("200")
    expect(answer).to_contain_text('"fake"')
