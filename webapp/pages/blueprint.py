"""The one blueprint of all pages; every module of this package adds its views to it."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)
