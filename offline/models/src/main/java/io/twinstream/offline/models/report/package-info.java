/** The report of a training run as one self-contained HTML page. */
package io.twinstream.offline.models.report;
