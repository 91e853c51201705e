package dev.faultpath.report.page;

import java.util.List;

/**
 * A topology to draw: who reaches whom, and what a way of assigning owners makes of it. Given to a report by whoever knows topologies.
 *
 * @param name    of the topology
 * @param devices their names
 * @param reaches {@code reaches[a][b]}: whether device a reaches the memory of device b
 * @param granted {@code granted[a][b]}: whether the owners assigned let a read the memory of b
 */
public record Reach(String name, List<String> devices, boolean[][] reaches, boolean[][] granted) {
}
