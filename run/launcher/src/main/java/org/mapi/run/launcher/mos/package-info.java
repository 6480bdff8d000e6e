/** {@code mapi mos}: what the flow-monitoring stack sees in a trace or on a device. No appliance is needed. */
package org.mapi.run.launcher.mos;
