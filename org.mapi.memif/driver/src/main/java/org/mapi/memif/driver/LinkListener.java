package org.mapi.memif.driver;

/** Told when a link changes. Called on the thread of the socket; must not wait. */
public interface LinkListener {
    /** An interface came up or went down. */
    void changed(LinkChange change);
}
