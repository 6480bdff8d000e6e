package org.mapi.core.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mapi.function.FunctionReference;

/** What a device does with its packets: a forest of nodes, walked depth first. Immutable. */
public final class Plan {
    /** No flow. */
    public static final Plan EMPTY = new Plan(0, 1, List.of());

    private final long generation;
    private final long nextNode;
    private final List<Node> roots;
    private final List<Node> nodes;
    private final Map<Long, Node> byId = new HashMap<>();
    private final Map<FunctionReference, Node> byFunction = new HashMap<>();

    Plan(long generation, long nextNode, List<Node> roots) {
        this.generation = generation;
        this.nextNode = nextNode;
        this.roots = List.copyOf(roots);
        final List<Node> order = new ArrayList<>();
        this.roots.forEach(root -> index(order, root));
        this.nodes = List.copyOf(order);
    }

    private void index(List<Node> order, Node node) {
        order.add(node);
        byId.put(node.id(), node);
        node.subscribers().forEach(subscriber -> byFunction.put(subscriber, node));
        // As in PlanDraft: one frame per level.
        for (Node child : node.children()) {
            index(order, child);
        }
    }

    /** Number of the plan; one more with each. */
    public long generation() {
        return generation;
    }

    /** Number that the next new node gets. */
    long nextNode() {
        return nextNode;
    }

    /** The nodes that see every packet, in order. */
    public List<Node> roots() {
        return roots;
    }

    /** All nodes in the order in which a packet that nothing stops meets them. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The node that serves a function. */
    public Optional<Node> node(FunctionReference function) {
        return Optional.ofNullable(byFunction.get(function));
    }

    /** The node of a number. */
    public Optional<Node> node(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** One line a node, indented: for logs and tests. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("plan ").append(generation).append('\n');
        roots.forEach(root -> append(text, root, 1));
        return text.toString();
    }

    private static void append(StringBuilder text, Node node, int depth) {
        text.append("  ".repeat(depth)).append(node.id()).append(' ').append(node.work().definition().function()).append(' ')
            .append(node.subscribers()).append('\n');
        node.children().forEach(child -> append(text, child, depth + 1));
    }
}
