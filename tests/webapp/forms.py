"""Sending the forms that change something, as their pages do."""

from flask_wtf.csrf import generate_csrf


def token_of(client):
    """Return a token for forms that `client` sends, as a page would hold it."""
    with client.session_transaction() as session:
        kept = dict(session)
    with client.application.test_request_context() as context:
        context.session.update(kept)
        token = generate_csrf()
        kept = dict(context.session)
    with client.session_transaction() as session:
        session.update(kept)
    return token
