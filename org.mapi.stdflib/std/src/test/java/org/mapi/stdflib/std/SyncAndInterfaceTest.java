package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.testkit.FunctionHarness;

class SyncAndInterfaceTest {
    private final FunctionHarness harness = new FunctionHarness();

    private static FlowInformation flow(int id, FlowStatus status) {
        return new FlowInformation(id, "test", 1, "test", 1, null, null, status, "", 0);
    }

    private boolean packet() {
        return harness.packet(START, 60);
    }

    @Test
    void shouldWaitUntilAllFlowsAreConnected() {
        harness.flows(flow(1, FlowStatus.ACTIVE), flow(2, FlowStatus.INIT), flow(3, FlowStatus.INIT));
        harness.start(new Sync(), "2, 3");
        assertThat(packet()).isFalse();
        harness.flows(flow(1, FlowStatus.ACTIVE), flow(2, FlowStatus.ACTIVE), flow(3, FlowStatus.INIT));
        for (int i = 0; i < 2 * SyncGroup.LOOK; i++) {
            assertThat(packet()).isFalse();
        }
        harness.flows(flow(1, FlowStatus.ACTIVE), flow(2, FlowStatus.CLOSED), flow(3, FlowStatus.FINISHED));
        int waited = 0;
        while (!packet()) {
            waited++;
        }
        assertThat(waited).isLessThan(SyncGroup.LOOK);
        assertThat(harness.packets() % SyncGroup.LOOK).isOne();
        harness.flows(flow(1, FlowStatus.ACTIVE), flow(2, FlowStatus.INIT), flow(3, FlowStatus.INIT));
        harness.upgrade(new Sync());
        assertThat(packet()).isTrue();
    }

    @Test
    void shouldRefuseFlowsThatAreNotThere() {
        assertThatThrownBy(() -> harness.start(new Sync(), "7")).hasMessageContaining("argument 1 (flows) is \"7\"");
        assertThatThrownBy(() -> harness.start(new Sync(), "1,")).hasMessageContaining("argument 1");
        assertThatThrownBy(() -> harness.start(new Sync(), "")).hasMessageContaining("argument 1");
    }

    @Test
    void shouldPassTheFirstInterfaceOnly() {
        harness.start(new Interface(), 0);
        assertThat(packet()).isTrue();
        harness.start(new Interface(), 1);
        assertThat(packet()).isFalse();
        assertThatThrownBy(() -> harness.start(new Interface(), -1)).hasMessageContaining("argument 1 (interface) is -1");
    }
}
