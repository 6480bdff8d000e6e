package org.mapi.run.itest.framework;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;
import org.mapi.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A declared flow for each function of a library: the last example of its definition. Nobody reads their queues. */
final class LibraryFlows {
    /** Functions whose examples name flow 1, while flows have other numbers here. */
    private static final List<String> LEFT_OUT = List.of("RES2FILE", "SYNC");

    private final Mapi mapi;
    private final String library;
    private final List<Configuration> configurations = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** Declares the flows and waits until they run. */
    LibraryFlows(BundleContext context, Mapi mapi, String library, String device) throws Exception {
        this.mapi = mapi;
        this.library = library;
        final ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        final Path folder = Path.of(context.getProperty(ApplianceOptions.FOLDER));
        for (ServiceReference<Function> function : references(context, library)) {
            final String name = function.getProperty("mapi.function").toString();
            final String example = example(function.getProperty("mapi.examples"));
            if (example != null && !LEFT_OUT.contains(name)) {
                declare(admin, name, device, split(here(example, folder)));
            }
        }
        Eventually.await("flows of " + library + ", now " + mapi.flows(), () -> flows().size() == names.size()
            && flows().stream().allMatch(flow -> flow.status().name().equals("ACTIVE")));
    }

    static Collection<ServiceReference<Function>> references(BundleContext context, String library)
            throws InvalidSyntaxException {
        return context.getServiceReferences(Function.class, "(mapi.library=" + library + ")");
    }

    private void declare(ConfigurationAdmin admin, String name, String device, List<String> functions) throws IOException {
        final Configuration configuration = admin.createFactoryConfiguration("org.mapi.flow", "?");
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("name", library + "-" + name);
        properties.put("device", device);
        properties.put("functions", functions.toArray(String[]::new));
        configuration.update(properties);
        configurations.add(configuration);
        names.add(name);
    }

    private static String example(Object property) {
        return property instanceof String[] several ? several[several.length - 1] : property == null ? null : property.toString();
    }

    /** Files go into the test's folder. */
    private static String here(String example, Path folder) {
        return example.replaceAll("\"([a-z]+\\.[a-z]+)\"", "\"" + folder + "/$1\"");
    }

    /** Splits at blanks outside of parentheses and quotes. */
    private static List<String> split(String example) {
        final List<String> calls = new ArrayList<>(List.of(""));
        int depth = 0;
        boolean quoted = false;
        for (char c : example.toCharArray()) {
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ' ' && depth == 0 && !quoted) {
                calls.add("");
            } else {
                calls.set(calls.size() - 1, calls.getLast() + c);
            }
        }
        return calls;
    }

    /** The flows. */
    List<FlowInformation> flows() {
        return mapi.flows().stream().filter(flow -> functions(flow).stream().anyMatch(one -> one.library().equals(library)))
            .toList();
    }

    private List<FunctionInformation> functions(FlowInformation flow) {
        return mapi.functions(flow.id());
    }

    /** The library's functions in all flows. */
    List<FunctionInformation> functions() {
        return flows().stream().flatMap(flow -> functions(flow).stream()).filter(one -> one.library().equals(library)).toList();
    }

    /** How many flows there are. */
    int size() {
        return names.size();
    }

    /** Ends them. */
    void close() throws Exception {
        for (Configuration configuration : configurations) {
            configuration.delete();
        }
        Eventually.await("no flows of " + library, () -> flows().isEmpty());
    }

    @Override
    public String toString() {
        return library + Arrays.asList(names.toArray());
    }
}
