package org.mapi.core.engine.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file; at most 1,000 are kept. */
final class Problems {
    private static final int MOST = 1_000;

    private final String file;
    private final List<ConfigurationProblem> list = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void error(int line, String message) {
        add(new ConfigurationProblem(ConfigurationProblem.Severity.ERROR, file, line, message));
    }

    void warning(int line, String message) {
        add(new ConfigurationProblem(ConfigurationProblem.Severity.WARNING, file, line, message));
    }

    private void add(ConfigurationProblem problem) {
        if (list.size() < MOST) {
            list.add(problem);
        }
    }

    /** All, by line. */
    List<ConfigurationProblem> all() {
        return list.stream().sorted(Comparator.comparingInt(ConfigurationProblem::line)).toList();
    }
}
