package org.mapi.run.launcher.monitor;

import java.util.List;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.pcap.filter.PcapFilterCompiler;

/**
 * Has libpcap loaded on a thread of its own while the libraries are still being read, when a command filters: it is the longest
 * single step of the start.
 */
final class FilterHeadStart {
    private FilterHeadStart() { }

    static void begin(String filter, List<FunctionCall> functions) {
        if (filter != null || functions.stream().anyMatch(call -> call.function().endsWith("BPF_FILTER"))) {
            Thread.ofPlatform().daemon().name("filter-head-start").start(FilterHeadStart::prepare);
        }
    }

    private static void prepare() {
        try {
            PcapFilterCompiler.prepare();
        } catch (MapiException e) {
            // comes again where the filter is applied, and is told there
        }
    }
}
