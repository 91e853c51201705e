package dev.faultpath.design.callback;

import dev.faultpath.design.PerEntryLoop;
import dev.faultpath.model.PhysicalMemory;

/** What the designs share: the loop over entries, and who asks. */
abstract class PerEntryCheck extends PerEntryLoop implements AccessCheck {
    final Client client;

    PerEntryCheck(PhysicalMemory memory, Client client) {
        super(memory, client.owner());
        this.client = client;
    }
}
