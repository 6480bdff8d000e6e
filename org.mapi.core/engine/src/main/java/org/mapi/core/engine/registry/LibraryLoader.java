package org.mapi.core.engine.registry;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;

/**
 * Loads a jar's own classes from the jar, also where the parent has some of the same name: a newer library in {@code load/} must
 * not end up with the classes of an older one on the class path. The API and everything else come from the parent.
 */
final class LibraryLoader extends URLClassLoader {
    private static final Set<String> API =
        Set.of("org.mapi", "org.mapi.capture", "org.mapi.function", "org.mapi.packet", "org.mapi.result");

    static {
        registerAsParallelCapable();
    }

    LibraryLoader(String name, URL jar, ClassLoader parent) {
        super(name, new URL[] {jar}, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            if (type == null && own(name)) {
                type = findClass(name);
            }
            if (type == null) {
                return super.loadClass(name, resolve);
            }
            if (resolve) {
                resolveClass(type);
            }
            return type;
        }
    }

    private boolean own(String name) {
        final int dot = name.lastIndexOf('.');
        final String packageName = dot < 0 ? "" : name.substring(0, dot);
        return !API.contains(packageName) && !name.startsWith("java.") && findResource(name.replace('.', '/') + ".class") != null;
    }
}
