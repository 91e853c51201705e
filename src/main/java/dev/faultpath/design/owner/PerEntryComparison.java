package dev.faultpath.design.owner;

import dev.faultpath.design.PerEntryLoop;

/** The designs of Q3: all go entry by entry and differ in what they compare. */
abstract class PerEntryComparison extends PerEntryLoop implements OwnerComparison {
}
