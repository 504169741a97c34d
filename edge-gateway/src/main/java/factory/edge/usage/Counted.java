package factory.edge.usage;

import factory.edge.gate.Admission;
import java.util.UUID;

/**
 * An admitted call that has ended, with the name under which it counts once.
 *
 * @param journal which journal
 * @param generation which filling of a segment of it
 * @param record which record there
 */
record Counted(UUID journal, long generation, int record, Admission admission, End end) {}
