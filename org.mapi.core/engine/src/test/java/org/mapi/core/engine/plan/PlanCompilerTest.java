package org.mapi.core.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mapi.core.engine.support.Functions;
import org.mapi.function.Definition;
import org.mapi.function.FunctionReference;
import org.mapi.function.Optimize;
import org.mapi.function.State;

class PlanCompilerTest {
    private static final Definition FILTER = Functions.definition("FILTER").withEffects(false, true).withOptimize(Optimize.AUTO);
    private static final Definition GAP = Functions.definition("GAP").withOptimize(Optimize.AUTO).withState(State.HISTORY);
    private static final Definition COUNT = Functions.definition("COUNT");
    private static final Definition CHANGE = Functions.definition("CHANGE").withEffects(true, false).withOptimize(Optimize.AUTO);
    private static final Definition MANUAL = Functions.definition("MANUAL").withOptimize(Optimize.MANUAL);

    /** Builds a flow function by function. */
    private static final class Builder {
        private final int id;
        private final List<AppliedSpecification> functions = new ArrayList<>();

        Builder(int id) {
            this.id = id;
        }

        Builder add(Definition definition, Object... arguments) {
            return add(definition, Set.of(), null, arguments);
        }

        Builder reads(Definition definition, FunctionReference source) {
            return add(definition, Set.of(source), null, source);
        }

        Builder like(Definition definition, FunctionReference other) {
            return add(definition, Set.of(), other);
        }

        private Builder add(Definition definition, Set<FunctionReference> sources, FunctionReference like, Object... arguments) {
            functions.add(new AppliedSpecification(reference(id, functions.size() + 1), "service of " + definition.function(),
                definition, List.of(arguments), sources, like));
            return this;
        }

        FlowSpecification build() {
            return new FlowSpecification(id, functions);
        }
    }

    private static FunctionReference reference(int flow, int function) {
        return new FunctionReference(flow, function);
    }

    private static Plan compile(Plan previous, long epoch, FlowSpecification... flows) {
        return PlanCompiler.compile(previous, List.of(flows), PlanChange.flows(epoch));
    }

    private static long node(Plan plan, int flow, int function) {
        return plan.node(reference(flow, function)).orElseThrow().id();
    }

    @Test
    void shouldWalkAFlowAsAChain() {
        final Plan plan = compile(Plan.EMPTY, 0, new Builder(1).add(FILTER).add(COUNT).add(GAP).build());
        assertThat(plan.nodes()).extracting(node -> node.work().definition().function())
            .containsExactly("FILTER", "COUNT", "GAP");
        assertThat(plan.roots()).hasSize(1);
        assertThat(plan.generation()).isEqualTo(1);
    }

    @Test
    void shouldShareAnIdenticalStatelessPrefixAtAnyTime() {
        final FlowSpecification first = new Builder(1).add(FILTER, "tcp").add(COUNT).build();
        final Plan one = compile(Plan.EMPTY, 0, first);
        final Plan two = compile(one, 7, first, new Builder(2).add(FILTER, "tcp").add(COUNT).build());
        assertThat(node(two, 2, 1)).isEqualTo(node(one, 1, 1));
        assertThat(node(two, 2, 2)).isNotEqualTo(node(two, 1, 2));
        assertThat(two.node(reference(2, 1)).orElseThrow().subscribers()).containsExactly(reference(1, 1), reference(2, 1));
    }

    @Test
    void shouldNotShareBehindADifferentPrefixOrWithOtherArguments() {
        final FlowSpecification first = new Builder(1).add(FILTER, "tcp").add(FILTER, "port 80").build();
        final FlowSpecification second = new Builder(2).add(FILTER, "udp").add(FILTER, "port 80").build();
        final Plan plan = compile(Plan.EMPTY, 0, first, second);
        assertThat(plan.nodes()).hasSize(4).noneMatch(Node::shared);
    }

    @Test
    void shouldShareWhatRemembersOnlyWhenBothStartAtTheSamePacket() {
        final FlowSpecification first = new Builder(1).add(GAP).build();
        final FlowSpecification second = new Builder(2).add(GAP).build();
        final FlowSpecification third = new Builder(3).add(GAP).build();
        final Plan same = compile(compile(Plan.EMPTY, 4, first), 4, first, second);
        final Plan later = compile(same, 5, first, second, third);
        assertThat(node(later, 1, 1)).isEqualTo(node(later, 2, 1)).isNotEqualTo(node(later, 3, 1));
    }

    @Test
    void shouldNeverShareCountersPacketModifiersOrUnwillingFunctions() {
        final Definition counter = new Definition("testlib", "TALLY", "", List.of(), "1", COUNT.resultMethod(), "java.lang.Long",
            true, null, false, false, Optimize.AUTO, State.NONE, COUNT.queueing());
        final Plan plan = compile(Plan.EMPTY, 0, new Builder(1).add(counter).build(), new Builder(2).add(counter).build(),
            new Builder(3).add(CHANGE).build(), new Builder(4).add(CHANGE).build(), new Builder(5).add(COUNT).build(),
            new Builder(6).add(COUNT).build());
        assertThat(plan.nodes()).hasSize(6);
    }

    @Test
    void shouldShareManuallyOnlyWithTheFunctionThatIsNamed() {
        final FlowSpecification first = new Builder(1).like(MANUAL, null).build();
        final FlowSpecification second = new Builder(2).like(MANUAL, null).build();
        final FlowSpecification third = new Builder(3).like(MANUAL, reference(2, 1)).build();
        final Plan plan = compile(Plan.EMPTY, 0, first, second, third);
        assertThat(node(plan, 3, 1)).isEqualTo(node(plan, 2, 1)).isNotEqualTo(node(plan, 1, 1));
        final Plan without = compile(plan, 0, first, third);
        assertThat(without.node(reference(3, 1)).orElseThrow().id()).isEqualTo(node(plan, 3, 1));
    }

    @Test
    void shouldNotLetAFlowJoinWhenAnotherOneReadsItOrItReadsOthers() {
        final FlowSpecification first = new Builder(1).add(FILTER).add(GAP).build();
        final FlowSpecification read = new Builder(2).add(FILTER).add(GAP).build();
        final FlowSpecification reader = new Builder(3).add(FILTER).reads(COUNT, reference(2, 2)).build();
        final Plan plan = compile(Plan.EMPTY, 0, first, read, reader);
        assertThat(plan.nodes()).noneMatch(Node::shared);
    }

    @Test
    void shouldPassTheNodeToTheNextSubscriberWhenItsOwnerCloses() {
        final FlowSpecification first = new Builder(1).add(FILTER).add(COUNT).build();
        final FlowSpecification second = new Builder(2).add(FILTER).add(COUNT).build();
        final Plan both = compile(Plan.EMPTY, 0, first, second);
        final Plan one = compile(both, 1, second);
        assertThat(node(one, 2, 1)).isEqualTo(node(both, 1, 1));
        assertThat(one.node(reference(2, 1)).orElseThrow().subscribers()).containsExactly(reference(2, 1));
        assertThat(one.nodes()).hasSize(2);
    }

    @Test
    void shouldGiveAnUnsharedFunctionANodeOfItsOwnAndKeepItsTail() {
        final FlowSpecification first = new Builder(1).add(FILTER).add(COUNT).build();
        final FlowSpecification second = new Builder(2).add(FILTER).add(COUNT).build();
        final Plan both = compile(Plan.EMPTY, 0, first, second);
        final Plan apart = PlanCompiler.compile(both, List.of(first, second), new PlanChange(1, Set.of(reference(1, 1))));
        assertThat(node(apart, 1, 1)).isNotEqualTo(node(both, 1, 1));
        assertThat(node(apart, 2, 1)).isEqualTo(node(both, 2, 1));
        assertThat(node(apart, 1, 2)).isEqualTo(node(both, 1, 2));
        assertThat(apart.nodes()).noneMatch(Node::shared);
    }

    @Test
    void shouldUnshareTheWholeSharedTailBehindAnUnsharedFunction() {
        final FlowSpecification first = new Builder(1).add(FILTER, "a").add(FILTER, "b").build();
        final FlowSpecification second = new Builder(2).add(FILTER, "a").add(FILTER, "b").build();
        final Plan both = compile(Plan.EMPTY, 0, first, second);
        final Plan apart = PlanCompiler.compile(both, List.of(first, second), new PlanChange(1, Set.of(reference(2, 1))));
        assertThat(apart.nodes()).hasSize(4);
        assertThat(node(apart, 2, 2)).isNotEqualTo(node(apart, 1, 2));
    }

    @Test
    void shouldWalkFlowsByNumberWhateverTheOrderOfConnecting() {
        final Plan late = compile(Plan.EMPTY, 0, new Builder(5).add(COUNT).build());
        final Plan both = compile(late, 1, new Builder(5).add(COUNT).build(), new Builder(2).add(COUNT).build());
        assertThat(both.nodes()).extracting(node -> node.subscribers().get(0).flow()).containsExactly(2, 5);
    }

    @Test
    void shouldKeepItsPromisesInRandomHistories() {
        for (int seed = 0; seed < 200; seed++) {
            final Random random = new Random(seed);
            final Map<Integer, FlowSpecification> flows = new HashMap<>();
            Plan plan = Plan.EMPTY;
            for (int step = 1; step < 30; step++) {
                final Plan before = plan;
                if (flows.isEmpty() || random.nextInt(3) > 0) {
                    flows.put(step, flow(step, random));
                } else {
                    flows.remove(flows.keySet().stream().skip(random.nextInt(flows.size())).findFirst().orElseThrow());
                }
                plan = PlanCompiler.compile(before, List.copyOf(flows.values()), PlanChange.flows(step));
                check(seed, before, plan, flows);
            }
        }
    }

    private static FlowSpecification flow(int id, Random random) {
        final List<Definition> kinds = List.of(FILTER, GAP, COUNT, CHANGE);
        final Builder flow = new Builder(id);
        for (int i = random.nextInt(4); i >= 0; i--) {
            flow.add(kinds.get(random.nextInt(kinds.size())), random.nextInt(2));
        }
        return flow.build();
    }

    private static void check(int seed, Plan before, Plan plan, Map<Integer, FlowSpecification> flows) {
        assertThat(plan.nodes()).as("seed " + seed).extracting(Node::id).doesNotHaveDuplicates();
        for (FlowSpecification flow : flows.values()) {
            List<Node> level = plan.roots();
            for (AppliedSpecification function : flow.functions()) {
                final Node node = plan.node(function.reference()).orElseThrow();
                assertThat(level).as("seed " + seed + ", prefix of " + function.reference()).contains(node);
                before.node(function.reference()).ifPresent(old -> assertThat(node.id()).as("seed " + seed).isEqualTo(old.id()));
                level = node.children();
            }
        }
        for (Node node : plan.nodes()) {
            assertThat(node.shared() && node.work().definition().optimize() != Optimize.AUTO).as("seed " + seed).isFalse();
        }
    }
}
