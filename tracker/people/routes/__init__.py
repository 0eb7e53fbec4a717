"""Sign-in, sign-out and first set-up, outside Streamlit: a page script cannot set an HttpOnly cookie."""

from tracker.people.routes import set_up, sign_in, single_sign_on

routes = [*sign_in.routes, *set_up.routes, *single_sign_on.routes]
