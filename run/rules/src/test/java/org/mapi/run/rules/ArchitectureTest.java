package org.mapi.run.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms: everything may use the API, the engine names nobody, nobody names the engine. */
class ArchitectureTest {
    private static final String[] API = {"org.mapi", "org.mapi.function", "org.mapi.capture", "org.mapi.packet",
        "org.mapi.result"};
    private static final String ENGINE = "org.mapi.core.engine..";
    private static final String[] DRIVERS = {"org.mapi.core.trace..", "org.mapi.core.pcap.."};
    private static final String TRACKING = "org.mapi.core.tracking..";
    private static final String LIBRARIES = "org.mapi.stdflib..";
    private static final String MEMIF = "org.mapi.memif..";
    private static final String MEMIF_DRIVER = "org.mapi.memif.driver..";
    private static final String CONSOLE = "org.mapi.console..";
    private static final String RUN = "org.mapi.run..";
    private static final String MOS = "org.mapi.mos..";

    private static final JavaClasses HOUSE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("org.mapi");

    @Test
    void shouldKeepTheApiFreeOfItsProvidersAndUsers() {
        noClasses().that().resideInAnyPackage(API).should().dependOnClassesThat()
            .resideInAnyPackage(ENGINE, DRIVERS[0], DRIVERS[1], LIBRARIES, MEMIF, CONSOLE, RUN).check(HOUSE);
    }

    @Test
    void shouldKeepTheEngineFreeOfDriversLibrariesAndConsoles() {
        noClasses().that().resideInAPackage(ENGINE).should().dependOnClassesThat()
            .resideInAnyPackage(DRIVERS[0], DRIVERS[1], LIBRARIES, MEMIF, MOS, CONSOLE, RUN).check(HOUSE);
    }

    @Test
    void shouldKeepDriversFreeOfTheEngineAndOfEachOther() {
        noClasses().that().resideInAnyPackage(DRIVERS).should().dependOnClassesThat()
            .resideInAnyPackage(ENGINE, LIBRARIES, MEMIF, CONSOLE, RUN).check(HOUSE);
        noClasses().that().resideInAPackage(DRIVERS[0]).should().dependOnClassesThat().resideInAPackage(DRIVERS[1]).check(HOUSE);
        noClasses().that().resideInAPackage(DRIVERS[1]).should().dependOnClassesThat().resideInAPackage(DRIVERS[0]).check(HOUSE);
    }

    @Test
    void shouldLetTrackingKnowPacketsOnly() {
        noClasses().that().resideInAPackage(TRACKING).should().dependOnClassesThat()
            .resideInAnyPackage("org.mapi", "org.mapi.function", "org.mapi.capture", "org.mapi.result", ENGINE, DRIVERS[0],
                DRIVERS[1], LIBRARIES, MEMIF, CONSOLE, RUN).check(HOUSE);
    }

    @Test
    void shouldKeepLibrariesFreeOfEngineDriversAndConsoles() {
        noClasses().that().resideInAPackage(LIBRARIES).should().dependOnClassesThat()
            .resideInAnyPackage(ENGINE, DRIVERS[0], DRIVERS[1], MEMIF, CONSOLE, RUN).check(HOUSE);
    }

    @Test
    void shouldKeepTheMemifLibraryIgnorantOfMonitoring() {
        noClasses().that().resideInAnyPackage("org.mapi.memif", "org.mapi.memif.internal..").should().dependOnClassesThat()
            .resideInAnyPackage("org.mapi", "org.mapi.function", "org.mapi.capture", "org.mapi.packet", "org.mapi.result",
                ENGINE, LIBRARIES, CONSOLE, RUN).check(HOUSE);
    }

    @Test
    void shouldKeepTheFlowStackFreeOfEngineDriversLibrariesAndConsoles() {
        noClasses().that().resideInAPackage(MOS).should().dependOnClassesThat()
            .resideInAnyPackage(ENGINE, DRIVERS[0], DRIVERS[1], LIBRARIES, MEMIF, CONSOLE, RUN).check(HOUSE);
        noClasses().that().resideInAPackage("org.mapi.mos").should().dependOnClassesThat()
            .resideInAnyPackage("org.mapi.mos.*..", "org.mapi.core..").check(HOUSE);
    }

    @Test
    void shouldLetSamplesAndTheCNamesUseTheApiOfTheFlowStackOnly() {
        noClasses().that().resideInAPackage("org.mapi.mos.samples..").should().dependOnClassesThat()
            .resideInAnyPackage("org.mapi.mos.stack..", "org.mapi.mos.c..", TRACKING, "org.mapi", "org.mapi.function",
                "org.mapi.capture", "org.mapi.result").check(HOUSE);
        noClasses().that().resideInAPackage("org.mapi.mos.c..").should().dependOnClassesThat()
            .resideInAnyPackage("org.mapi.mos.stack..", "org.mapi.mos.samples..", "org.mapi", "org.mapi.function",
                "org.mapi.capture", "org.mapi.core..").check(HOUSE);
    }

    @Test
    void shouldKeepTheMemifDriverFreeOfTheEngineAndOfOtherDrivers() {
        noClasses().that().resideInAPackage(MEMIF_DRIVER).should().dependOnClassesThat()
            .resideInAnyPackage(ENGINE, DRIVERS[0], DRIVERS[1], LIBRARIES, CONSOLE, RUN, "org.mapi.memif.internal..")
            .check(HOUSE);
    }

    @Test
    void shouldLetConsolesUseThePublicServicesOnly() {
        noClasses().that().resideInAPackage(CONSOLE).should().dependOnClassesThat()
            .resideInAnyPackage(ENGINE, DRIVERS[0], DRIVERS[1], LIBRARIES, MEMIF, RUN).check(HOUSE);
    }

    @Test
    void shouldKeepOsgiOutOfTheEngineButForItsOwnCorner() {
        noClasses().that().resideInAPackage(ENGINE).and().resideOutsideOfPackage("org.mapi.core.engine.osgi..")
            .should().dependOnClassesThat().resideInAPackage("org.osgi..").check(HOUSE);
    }

    @Test
    void shouldAvoidNamesThatSayNothing() {
        classes().that().resideInAPackage("org.mapi..").should()
            .haveSimpleNameNotEndingWith("Util").andShould().haveSimpleNameNotEndingWith("Utils").andShould()
            .haveSimpleNameNotEndingWith("Helper").andShould().haveSimpleNameNotEndingWith("Manager").andShould()
            .haveSimpleNameNotEndingWith("Impl").check(HOUSE);
    }
}
