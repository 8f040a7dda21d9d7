"""How somebody becomes a customer: a card made here from an e-mail, or the shop's own page.

Every method blocks (network, disk) and belongs on a worker thread. Expected failures are `TillError`s.
"""

from dataclasses import replace

from kreward_pos.api.errors import NotSent, Unsure
from kreward_pos.api.models import CardEnrolment, JoinPage
from kreward_pos.cards import Email
from kreward_pos.till.model.entries import Draft, Entry, EntryKind
from kreward_pos.till.records.audit_log import AuditEvent
from kreward_pos.till.records.context import TillContext


class Enrolment:
    """One till's, for the card that it serves. Thread-safe; holds no state of its own."""

    def __init__(self, parts: TillContext, template_id: str | None) -> None:
        self._parts = parts
        self._template_id = template_id

    def serve(self, template_id: str | None) -> None:
        """Make cards of this template from now on."""
        self._template_id = template_id

    def enrol(self, email: Email, name: str | None = None, template_id: str | None = None) -> CardEnrolment | Entry:
        """Make a customer's card, the usual one or that of `template_id`, or find it again.

        Offline it is kept as an entry and sent later.
        """
        template_id = template_id or self._template_id
        try:
            enrolment = self._parts.client.enroll(email, name, template_id)
        except (NotSent, Unsure) as failure:
            self._parts.failed(failure)
            return self._keep(Draft(EntryKind.ENROL, email, name, template_id))
        self._answered()
        if enrolment.is_new is None and self._parts.customers.known(email, template_id) is not None:
            # The public page's answer does not tell new from old, but who was served here before is not new.
            enrolment = replace(enrolment, is_new=False)
        self._parts.keep_enrolment(email, template_id, name, enrolment)
        if enrolment.is_new is not False:
            self._parts.record.note(AuditEvent.ENROLLED)
        return enrolment

    def join_page(self) -> JoinPage:
        """The shop's enrolment page; the last one seen where Kreward cannot be asked."""
        try:
            page = self._parts.client.join_page(self._template_id)
        except (NotSent, Unsure) as failure:
            self._parts.failed(failure)
            seen = self._parts.shop.join_page
            if seen is None:
                raise
            return seen
        self._answered()
        self._parts.shop.keep_join_page(page, self._parts.clock.now())
        return page

    def kept_join_page(self) -> JoinPage | None:
        """The page as last seen, without asking Kreward; None until it was seen."""
        return self._parts.shop.join_page

    def _keep(self, draft: Draft) -> Entry:
        with self._parts.store.transaction():
            entry = self._parts.keep(draft, AuditEvent.ENROLLED)
        return self._parts.made(entry)

    def _answered(self) -> None:
        if self._parts.answered():
            self._parts.wake(None)
