<?php
// As much of WordPress as the documentation's examples need, where there is none: hooks, and a POST.
$actions = [];

function add_action($name, $action) {
  global $actions;
  $actions[$name] = $action;
}

function do_action($name, ...$arguments) {
  global $actions;
  $actions[$name](...$arguments);
}

function wp_remote_post($url, $request) {
  $headers = [];
  foreach ($request['headers'] as $name => $value) $headers[] = "$name: $value";
  return post_by_stream($url, $headers, $request['body']);
}
