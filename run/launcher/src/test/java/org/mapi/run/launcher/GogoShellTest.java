package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GogoShellTest {

    @Test
    void shouldTellWhereToReadHowACommandIsWritten() {
        assertThat(GogoShell.refused(new IllegalArgumentException("Cannot coerce functions(Token) to any of [(boolean)]")))
                .isInstanceOf(UserError.class)
                .hasMessage("wrong or missing arguments of functions ('help functions' tells how it is written)");
    }

    @Test
    void shouldLeaveTheMessagesOfCommandsAsTheyAre() {
        IllegalArgumentException own = new IllegalArgumentException("no library nolib");
        assertThat(GogoShell.refused(own)).isSameAs(own);
        IllegalArgumentException silent = new IllegalArgumentException();
        assertThat(GogoShell.refused(silent)).isSameAs(silent);
    }
}
