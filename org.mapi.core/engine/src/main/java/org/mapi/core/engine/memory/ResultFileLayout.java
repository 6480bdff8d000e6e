package org.mapi.core.engine.memory;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.mapi.result.ResultSchema;

/**
 * How long the parts of a result file are.
 *
 * @param entries      room in the directory
 * @param schemaLength room for schema text
 * @param blocksLength room for blocks
 */
record ResultFileLayout(int entries, int schemaLength, long blocksLength) {
    private static final int FEWEST_ENTRIES = 32;
    private static final int SPARE_TEXT = 4096;
    private static final long SPARE_BLOCKS = 64 << 10;
    private static final long MOST_SPARE_BLOCKS = 1 << 20;

    /**
     * Room for what there is and about as much again, so that connecting one more flow seldom needs a new file.
     *
     * @param entryCount entries in use
     * @param schemas    their types, repetitions included
     * @param blocks     bytes of their blocks
     */
    static ResultFileLayout of(int entryCount, Collection<ResultSchema> schemas, long blocks) {
        final Set<String> texts = new LinkedHashSet<>();
        int text = 0;
        for (ResultSchema schema : schemas) {
            if (texts.add(schema.name() + '\n' + schema.text())) {
                text += SchemaArea.room(schema);
            }
        }
        return new ResultFileLayout(Math.max(FEWEST_ENTRIES, 2 * entryCount),
            BlockDescriptor.align(2 * text + SPARE_TEXT), blocks + Math.min(blocks, MOST_SPARE_BLOCKS) + SPARE_BLOCKS);
    }

    long schemaOffset() {
        return ResultFileDescriptor.HEADER_LENGTH + (long) entries * EntryDescriptor.ENTRY_LENGTH;
    }

    long blocksOffset() {
        return schemaOffset() + schemaLength;
    }

    long length() {
        return blocksOffset() + blocksLength;
    }
}
