package org.mapi.run.launcher;

/** One thing that can be checked without starting an appliance. */
interface ConfigurationCheck {

    /** Returns what is checked, as {@code check-config} prints it. */
    String name();

    /**
     * Checks it and changes nothing.
     *
     * @param settings how the appliance would run
     * @throws UserError if it does not hold; the message is one sentence with the value met and what was expected
     */
    void check(Settings settings);
}
