/** What a training came to, as one HTML page that needs nothing else. */
package io.twinstream.offline.models.report;
