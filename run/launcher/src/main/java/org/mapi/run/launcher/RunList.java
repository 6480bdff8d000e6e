package org.mapi.run.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * The bundles that make the appliance, with their start levels: the resolved {@code -runbundles} of {@code appliance.bndrun},
 * each found among the jars of the bundle folder.
 */
final class RunList {

    private static final Pattern ENTRY = Pattern.compile("([^;,\\s]+);version='([^']+)';startlevel=(\\d+)\\s*(?:,|$)");

    private RunList() {
    }

    /**
     * One bundle.
     *
     * @param name its symbolic name
     * @param version its version
     * @param startLevel level at which the framework starts it
     * @param jar the file
     */
    record Entry(String name, Version version, int startLevel, Path jar) { }

    /**
     * Reads the list.
     *
     * @param bndrun the file with {@code -runbundles}
     * @param folder where the jars are
     * @return the entries in order of the list
     * @throws UserError if the file is not as expected or a bundle is missing; an incomplete installation in either case
     */
    static List<Entry> read(Path bndrun, Path folder) {
        try {
            Map<String, List<Entry>> present = scan(folder);
            List<Entry> entries = new ArrayList<>();
            String list = runBundles(bndrun);
            Matcher matcher = ENTRY.matcher(list);
            int end = 0;
            while (matcher.find() && list.substring(end, matcher.start()).isBlank()) {
                entries.add(choose(present, matcher.group(1), new VersionRange(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)),
                        folder));
                end = matcher.end();
            }
            if (entries.isEmpty() || !list.substring(end).isBlank()) {
                throw new UserError(bndrun + ": -runbundles: expected entries name;version='[a,b)';startlevel=n, found '"
                        + list.substring(end).strip() + "'");
            }
            return entries;
        } catch (IOException e) {
            throw new UserError("the installation is incomplete: " + RunDirectory.reason(e));
        }
    }

    private static String runBundles(Path bndrun) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(bndrun)) {
            properties.load(reader);
        }
        return properties.getProperty("-runbundles", "");
    }

    private static Map<String, List<Entry>> scan(Path folder) throws IOException {
        Map<String, List<Entry>> present = new HashMap<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                try (JarFile file = new JarFile(jar.toFile(), false)) {
                    Manifest manifest = file.getManifest();
                    String name = manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
                    if (name != null) {
                        String bare = name.split(";", 2)[0].strip();
                        Version version = Version.parseVersion(manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION));
                        present.computeIfAbsent(bare, _ -> new ArrayList<>()).add(new Entry(bare, version, 0, jar));
                    }
                }
            }
        }
        return present;
    }

    private static Entry choose(Map<String, List<Entry>> present, String name, VersionRange versions, int level, Path folder) {
        for (Entry candidate : present.getOrDefault(name, List.of())) {
            if (versions.includes(candidate.version())) {
                return new Entry(name, candidate.version(), level, candidate.jar());
            }
        }
        throw new UserError("the installation is incomplete: no bundle " + name + " of version " + versions + " in " + folder);
    }
}
