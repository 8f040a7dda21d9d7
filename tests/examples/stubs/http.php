<?php
// HTTP by PHP's own streams, for functions that only WordPress or an extension would bring.
function post_by_stream($url, $headers, $body) {
  $options = ['method' => 'POST', 'header' => $headers, 'content' => $body, 'ignore_errors' => true];
  return file_get_contents($url, false, stream_context_create(['http' => $options]));
}
