package org.mapi.core.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.FunctionDescription;
import org.mapi.MapiError;
import org.mapi.MapiException;

class FunctionCatalogueTest {
    private static final List<Declared> TYPED = List.of(
        Declared.function("alpha:GAP", 1), Declared.function("beta:GAP!1.2", 2), Declared.function("gamma:GAP!1.2.7", 3),
        Declared.function("beta:COUNT", 4), Declared.function("alpha:COUNT!1.3", 5), Declared.function("gamma:CARD!1.5", 6));

    private static FunctionCatalogue catalogue(List<String> libs, List<Declared> providers) {
        return FunctionCatalogue.builder().generation(7).libs(libs).addAll(providers).build();
    }

    private static String name(FunctionProvider provider) {
        return provider.definition().qualifiedName() + "!" + provider.definition().deviceType();
    }

    @ParameterizedTest
    @CsvSource({
        "GAP,           1,       alpha:GAP!1",
        "GAP,           1.1,     alpha:GAP!1",
        "GAP,           1.2,     beta:GAP!1.2",
        "GAP,           1.2.9,   beta:GAP!1.2",
        "GAP,           1.2.7,   gamma:GAP!1.2.7",
        "GAP,           1.2.7.1, gamma:GAP!1.2.7",
        "GAP,           1.20,    alpha:GAP!1",
        "alpha:GAP,     1.2.7,   alpha:GAP!1",
        "GAP!1.2,       1.2.7,   gamma:GAP!1.2.7",
        "GAP!1.2,       1.2.9,   beta:GAP!1.2",
        "GAP!1,         1.3,     alpha:GAP!1",
        "GAP!1.2.7,     1.2.7.4, gamma:GAP!1.2.7",
        "COUNT,         1.3,     alpha:COUNT!1.3",
        "COUNT,         1.4,     beta:COUNT!1",
        "beta:COUNT,    1.3,     beta:COUNT!1",
    })
    void shouldSearchTheDevicesTypeInAllLibrariesBeforeALevelAbove(String spec, String deviceType, String found) {
        assertThat(catalogue(List.of(), TYPED).find(spec, deviceType)).map(FunctionCatalogueTest::name).contains(found);
        assertThat(name(catalogue(List.of(), TYPED).require(spec, deviceType))).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GAP!1.3    | 1.2   | device type 1.3 is neither the device's type 1.2 nor a level above it",
        "GAP!1.2.9  | 1.2.9 | it runs on device types 1, 1.2, 1.2.7 and the device's is 1.2.9, at least 1.2.9 was asked for",
        "CARD       | 1.2   | it runs on device types 1.5 and the device's is 1.2",
        "GAPS       | 1.2   | libraries searched are alpha, beta, gamma; similar: GAP",
        "gap        | 1.2   | libraries searched are alpha, beta, gamma; similar: GAP",
        "CONUT      | 1.2   | libraries searched are alpha, beta, gamma; similar: COUNT",
        "alpha:CARD | 1.5   | libraries searched are alpha",
        "alpah:GAP  | 1     | no library alpah; similar: alpha, libraries are alpha, beta, gamma",
        "X!         | 1     | function name is \"X!\", expected [library:]NAME[!device type]",
        "a:b:C      | 1     | function name is \"a:b:C\", expected [library:]NAME[!device type]",
    })
    void shouldSayWhyAFunctionIsNotFound(String spec, String deviceType, String message) {
        assertThatThrownBy(() -> catalogue(List.of(), TYPED).require(spec, deviceType)).isInstanceOf(MapiException.class)
            .hasMessageContaining(message)
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MAPI_FUNCTION_NOT_FOUND);
    }

    @Test
    void shouldRefuseANullName() {
        assertThatThrownBy(() -> FunctionCatalogue.empty().find(null, "1")).isInstanceOf(MapiException.class)
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT);
    }

    @Test
    void shouldSayThatThereIsNoLibraryAtAll() {
        assertThatThrownBy(() -> FunctionCatalogue.empty().require("GAP", "1"))
            .hasMessage("function GAP not found: libraries searched are none");
    }

    @Test
    void shouldOrderByRankingThenVersionOfOneBundleThenServiceId() {
        final Declared ranked = Declared.function("z:F", "z", "0.1", 40, 1);
        final Declared older = Declared.function("a:F", "a", "1.2.0", 3, 0);
        final Declared newer = Declared.function("a:F", "a", "1.10.0", 30, 0);
        final Declared between = Declared.function("b:F", "b", "9.0.0", 10, 0);
        final Declared last = Declared.function("c:F", "c", "1.0.0", 50, -5);
        final List<Declared> shuffled = new ArrayList<>(List.of(ranked, newer, older, between, last));
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(catalogue(List.of(), shuffled).providers()).as("seed %d", seed)
                .containsExactly(ranked, newer, older, between, last);
        }
    }

    @ParameterizedTest
    @CsvSource({"b, b:F", "b.so, b:F", "bundle.b, b:F", "bundle.b-1.2.3-SNAPSHOT.jar, b:F", "unknown, a:F", "'', a:F"})
    void shouldPreferWhatTheListOfLibrariesNames(String lib, String first) {
        final List<Declared> both = List.of(Declared.function("a:F", 1), Declared.function("b:F", 2));
        assertThat(catalogue(List.of(lib), both).require("F", "1").definition().qualifiedName()).isEqualTo(first);
    }

    @Test
    void shouldKeepTheOrderOfTheListAndAddItToTheRanking() {
        final Declared a = Declared.function("a:F", 1);
        final Declared b = Declared.function("b:F", "b", "1", 2, 5);
        final Declared c = Declared.function("c:F", "c", "1", 3, 3 * SearchOrder.PLACE);
        assertThat(catalogue(List.of("a", "b"), List.of(a, b, c)).providers()).containsExactly(c, a, b);
    }

    @Test
    void shouldReplaceOnlyByTheSameLibrarysFunction() {
        final Declared old = Declared.function("std:F", "std", "1.0", 1, 0);
        final Declared upgraded = Declared.function("std:F", "std", "1.1", 9, 0);
        final Declared other = Declared.function("other:F", "other", "7.0", 2, 100);
        final Declared special = Declared.function("std:F!1.2", "std", "1.1", 10, 0);
        assertThat(catalogue(List.of(), List.of(old, other)).replacementFor(old, "1.2")).containsSame(old);
        assertThat(catalogue(List.of(), List.of(old, upgraded, other)).replacementFor(old, "1.2")).containsSame(upgraded);
        assertThat(catalogue(List.of(), List.of(upgraded, special)).replacementFor(old, "1.2")).containsSame(upgraded);
        assertThat(catalogue(List.of(), List.of(special)).replacementFor(old, "1.2.1")).containsSame(special);
        assertThat(catalogue(List.of(), List.of(special)).replacementFor(old, "1.3")).isEmpty();
        assertThat(catalogue(List.of(), List.of(other)).replacementFor(old, "1.2")).isEmpty();
    }

    @Test
    void shouldTellProvidersApartByIdentity() {
        final Declared one = Declared.function("std:F", 1);
        final Declared twin = Declared.function("std:F", 1);
        assertThat(catalogue(List.of(), List.of(one)).contains(one)).isTrue();
        assertThat(catalogue(List.of(), List.of(one)).contains(twin)).isFalse();
    }

    @Test
    void shouldListLibrariesWithTheirBestBundle() {
        final FunctionCatalogue catalogue = catalogue(List.of("std"), List.of(
            Declared.function("tut:F", "tut", "2.0", 1, 0), Declared.function("std:F", "std", "1.0", 2, 0),
            Declared.function("std:F", "std", "1.1", 3, 0), Declared.function("std:G", "std", "1.1", 4, 0)));
        assertThat(catalogue.libraries()).extracting("id", "library", "functions", "bundle", "version")
            .containsExactly(tuple(0, "std", 2, "std", "1.1"),
                tuple(1, "tut", 1, "tut", "2.0"));
        assertThat(catalogue.functions()).extracting(FunctionDescription::library, FunctionDescription::number,
            description -> description.definition().qualifiedName(), FunctionDescription::version)
            .containsExactly(tuple(0, 0, "std:F", "1.1"),
                tuple(0, 1, "std:G", "1.1"),
                tuple(1, 0, "tut:F", "2.0"));
        assertThat(catalogue.generation()).isEqualTo(7);
    }

    @Test
    void shouldKeepRejectedFunctionsVisibleWithTheReason() {
        final FunctionCatalogue catalogue = FunctionCatalogue.builder()
            .add(Declared.function("std:F", 1))
            .reject(new RejectedFunction("std", "G", "std", "1.0", 2, "argument description \"x\""))
            .reject(new RejectedFunction("Bad Name", "lower", "std", "1.0", 3, "library is \"Bad Name\"")).build();
        assertThat(catalogue.functions()).extracting(description -> description.definition().qualifiedName(),
            FunctionDescription::rejected).containsExactly(tuple("std:F", ""),
                tuple("std:G", "argument description \"x\""),
                tuple("rejected:REJECTED_3", "library is \"Bad Name\""));
        assertThat(catalogue.find("G", "1")).isEmpty();
        assertThatThrownBy(() -> catalogue.require("std:G", "1"))
            .hasMessageContaining("one of std was rejected: argument description \"x\"");
    }
}
