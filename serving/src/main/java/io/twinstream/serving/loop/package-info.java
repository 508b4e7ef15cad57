/** How the server's event loops wait for more to do. */
package io.twinstream.serving.loop;
