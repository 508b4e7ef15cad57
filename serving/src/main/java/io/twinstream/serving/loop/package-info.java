/** How the server's event loops wait for work. */
package io.twinstream.serving.loop;
