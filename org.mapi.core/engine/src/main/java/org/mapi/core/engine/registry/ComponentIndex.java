package org.mapi.core.engine.registry;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mapi.MapiException;
import org.mapi.function.Definition;
import org.mapi.function.Function;

/**
 * The components of jars as an earlier look found them, in a file. With it a command of a moment does not open all libraries and
 * parse a hundred descriptions before it can begin. Of jars that are not in it, or have changed since (size or time), nothing is
 * taken from it. Only a matter of speed: a file that is missing or cannot be understood is an empty index.
 */
public final class ComponentIndex {
    private static final long MAGIC = 0x6d61_7069_6c69_6201L;
    private static final ComponentIndex EMPTY = new ComponentIndex(Map.of());

    private final Map<String, Entry> entries;

    private ComponentIndex(Map<String, Entry> entries) {
        this.entries = entries;
    }

    private record Entry(long size, long modified, DeclaredJar declared) { }

    /**
     * Looks into jars and writes what it finds; those with problems are left out, so that the problems are told each time.
     *
     * @param file the index; replaced whole
     * @param jars the jars, of different names
     * @throws IOException when a jar cannot be read or the file not be written
     */
    public static void write(Path file, List<Path> jars) throws IOException {
        final Map<String, Entry> entries = new TreeMap<>();
        for (Path jar : jars) {
            final DeclaredJar declared = DeclaredJar.read(jar);
            if (declared.problems().isEmpty()) {
                entries.put(jar.getFileName().toString(), new Entry(Files.size(jar), modified(jar), declared));
            }
        }
        final Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try (OutputStream bytes = Files.newOutputStream(part); DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, entries);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads an index.
     *
     * @param file the file; need not exist
     * @return the index, empty when there is none
     */
    public static ComponentIndex read(Path file) {
        if (!Files.isRegularFile(file)) {
            return EMPTY;
        }
        try (InputStream bytes = Files.newInputStream(file);
             DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.readAllBytes()))) {
            return in.readLong() == MAGIC ? new ComponentIndex(entries(in)) : EMPTY;
        } catch (IOException | IllegalArgumentException e) {
            return EMPTY;
        }
    }

    /**
     * As {@link ComponentJar#open}, without a look into a jar that is in the index.
     *
     * @param jar    the file
     * @param parent sees the API; not null
     * @return the jar; the caller closes it when nothing of it is in use any more
     * @throws MapiException MAPI_LIBRARY_LOAD_ERR when it is not readable or no jar
     */
    public ComponentJar open(Path jar, ClassLoader parent) {
        final Entry known = entries.get(jar.getFileName().toString());
        try {
            if (known != null && known.size() == Files.size(jar) && known.modified() == modified(jar)) {
                return ComponentJar.of(jar, parent, known.declared());
            }
        } catch (IOException e) {
            // told by the attempt to open it
        }
        return ComponentJar.open(jar, parent);
    }

    /**
     * The definition of a function, as its jar had it; without the annotation, which takes the JVM long to read.
     *
     * @param type the function's class
     * @return the one of the annotation where the class is in no jar of the index
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_DESCRIPTOR when the definition is missing or wrong
     */
    public Definition definition(Class<? extends Function> type) {
        for (Entry entry : entries.values()) {
            for (DeclaredComponent component : entry.declared().components().values()) {
                if (component.implementation().equals(type.getName())) {
                    return Definition.of(component.properties());
                }
            }
        }
        return Definition.of(type);
    }

    private static long modified(Path jar) throws IOException {
        return Files.getLastModifiedTime(jar).toMillis();
    }

    private static void write(DataOutputStream out, Map<String, Entry> entries) throws IOException {
        out.writeLong(MAGIC);
        out.writeInt(entries.size());
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            final DeclaredJar declared = entry.getValue().declared();
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().size());
            out.writeLong(entry.getValue().modified());
            out.writeUTF(declared.bundle());
            out.writeUTF(declared.version());
            out.writeInt(declared.components().size());
            for (Map.Entry<String, DeclaredComponent> component : declared.components().entrySet()) {
                out.writeUTF(component.getKey());
                write(out, component.getValue());
            }
        }
    }

    private static void write(DataOutputStream out, DeclaredComponent component) throws IOException {
        out.writeUTF(component.implementation());
        write(out, component.services());
        write(out, component.references());
        out.writeInt(component.properties().size());
        for (Map.Entry<String, Object> property : new TreeMap<>(component.properties()).entrySet()) {
            out.writeUTF(property.getKey());
            final boolean several = property.getValue() instanceof List<?>;
            out.writeBoolean(several);
            if (several) {
                write(out, (List<?>) property.getValue());
            } else {
                out.writeUTF(property.getValue().toString());
            }
        }
    }

    private static void write(DataOutputStream out, List<?> texts) throws IOException {
        out.writeInt(texts.size());
        for (Object text : texts) {
            out.writeUTF(text.toString());
        }
    }

    private static Map<String, Entry> entries(DataInputStream in) throws IOException {
        final Map<String, Entry> entries = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            final String name = in.readUTF();
            final long size = in.readLong();
            final long modified = in.readLong();
            final String bundle = in.readUTF();
            final String version = in.readUTF();
            final Map<String, DeclaredComponent> components = new LinkedHashMap<>();
            for (int more = in.readInt(); more > 0; more--) {
                components.put(in.readUTF(), component(in));
            }
            entries.put(name, new Entry(size, modified, new DeclaredJar(bundle, version, components, List.of())));
        }
        return entries;
    }

    private static DeclaredComponent component(DataInputStream in) throws IOException {
        final String implementation = in.readUTF();
        final List<String> services = texts(in);
        final List<String> references = texts(in);
        final Map<String, Object> properties = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            final String name = in.readUTF();
            properties.put(name, in.readBoolean() ? texts(in) : in.readUTF());
        }
        return new DeclaredComponent(implementation, services, properties, references);
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        final List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(in.readUTF());
        }
        return texts;
    }
}
