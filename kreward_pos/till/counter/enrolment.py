"""Enrolment of customers: a card made here from an e-mail, or the shop's own page.

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
    """The enrolment of one till, for its usual card. Thread-safe."""

    def __init__(self, context: TillContext, template_id: str | None) -> None:
        self._context = context
        self._template_id = template_id

    def use_template(self, template_id: str | None) -> None:
        """Make cards of this template from now on."""
        self._template_id = template_id

    def enrol(self, email: Email, name: str | None = None, template_id: str | None = None) -> CardEnrolment | Entry:
        """Make a customer's card, the usual one or that of `template_id`, or find it again.

        Offline, returns an entry that is sent later.
        """
        template_id = template_id or self._template_id
        try:
            enrolment = self._context.client.enroll(email, name, template_id)
        except (NotSent, Unsure) as failure:
            self._context.record_failure(failure)
            return self._add_entry(Draft(EntryKind.ENROL, email, name, template_id))
        self._record_success()
        if enrolment.is_new is None and self._context.customers.known(email, template_id) is not None:
            # The public page's answer does not say whether the customer is new, but one served here before is not.
            enrolment = replace(enrolment, is_new=False)
        self._context.save_enrolment(email, template_id, name, enrolment)
        if enrolment.is_new is not False:
            self._context.audit_log.try_write(AuditEvent.ENROLLED)
        return enrolment

    def join_page(self) -> JoinPage:
        """Return the shop's enrolment page; the last one seen where Kreward cannot be asked."""
        try:
            page = self._context.client.join_page(self._template_id)
        except (NotSent, Unsure) as failure:
            self._context.record_failure(failure)
            seen = self._context.shop.join_page
            if seen is None:
                raise
            return seen
        self._record_success()
        self._context.shop.save_join_page(page, self._context.clock.now())
        return page

    def saved_join_page(self) -> JoinPage | None:
        """Return the page as last seen, without network; None until it was seen."""
        return self._context.shop.join_page

    def _add_entry(self, draft: Draft) -> Entry:
        with self._context.store.transaction():
            entry = self._context.add_entry(draft, AuditEvent.ENROLLED)
        return self._context.notify_added(entry)

    def _record_success(self) -> None:
        if self._context.record_success():
            self._context.wake(None)
