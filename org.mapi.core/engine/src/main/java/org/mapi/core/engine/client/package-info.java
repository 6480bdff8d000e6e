/** The client API, {@link org.mapi.Mapi}, on top of the engine: handles to flows, applied functions and offline devices. */
package org.mapi.core.engine.client;
