package org.mapi.run.launcher;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** The parser's own factory, made when something is to be created. */
final class LazyFactory implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
        return CommandLine.defaultFactory().create(type);
    }
}
