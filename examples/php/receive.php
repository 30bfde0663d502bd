<?php
// Receives the answers of a survey on a server that has PHP (8.1 or newer) and nothing else, and keeps them in a file.
//
// It takes both ways in which the widget sends: the field of an ordinary form, and JSON when this address is its
// `endpoint`. See index.html beside it. Take it over as it is, or copy from it what your own form handler lacks.
//
// What it keeps is the answer as it was sent, one on each line, and nothing else: no address, no time, no browser. (The
// log of the web server itself is another matter: turn it off for this address.) Everything a browser sends can be
// made up. So before you count, let the command that knows the survey check every answer:
//
//     mienskip verify survey.json answers.ndjson

declare(strict_types=1);

// The folder of the answers, beside the folder that the web server shows and not in it. It must be there, and the
// user that PHP runs as must be able to write in it; nobody else needs to.
define('FOLDER', dirname((string) $_SERVER['DOCUMENT_ROOT']) . '/answers');
// The `name` of the widget in the form.
const FIELD = 'answer';
// An answer is at most 64 KiB, as in the collector of Mienskip.
const LIMIT = 64 * 1024;

$json = str_starts_with(strtolower($_SERVER['CONTENT_TYPE'] ?? ''), 'application/json');

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    header('Allow: POST');
    answer(405, 'Hier kunt u niets lezen. Ga terug naar de vragenlijst.');
}
// A form writes a byte as three at most.
if ((int) ($_SERVER['CONTENT_LENGTH'] ?? 0) > 4 * LIMIT) {
    answer(413, 'Uw antwoord is te lang. Maak uw teksten korter.');
}
$text = $json ? file_get_contents('php://input', length: LIMIT + 1) : ($_POST[FIELD] ?? '');
if (!is_string($text) || $text === '') {
    answer(400, 'Er kwam geen antwoord mee. Ga terug en vul de vragenlijst in.');
}
if (strlen($text) > LIMIT) {
    answer(413, 'Uw antwoord is te lang. Maak uw teksten korter.');
}
$response = json_decode($text);
$id = $response->id ?? null;
if (
    !is_object($response)
    || ($response->format ?? null) !== 'mienskip-response/1'
    || !is_string($id)
    || !preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/D', $id)
) {
    answer(400, 'Dit is geen antwoord op een vragenlijst. Ga terug en probeer het opnieuw.');
}
// In JSON that can be read, the end of a line is only ever white space: as a space, an answer is one line.
keep($id, strtr($text, "\r\n", '  '));

/** Adds an answer to the file, unless it is there; what is there is never changed. */
function keep(string $id, string $line): never
{
    umask(0077);
    $file = @fopen(FOLDER . '/answers.ndjson', 'c+b');
    // One at a time, from here until the file is closed.
    if (!$file || !flock($file, LOCK_EX)) {
        failed();
    }
    while (($kept = fgets($file)) !== false) {
        if (!str_contains($kept, $id) || (json_decode($kept)->id ?? null) !== $id) {
            continue;
        }
        // The same answer once more: the reply to the first did not arrive, or a page was loaded again.
        if (rtrim($kept, "\n") === $line) {
            thank($id, 200);
        }
        answer(409, 'Er is al een ander antwoord met dit nummer. Ga terug en laad de vragenlijst opnieuw.');
    }
    fseek($file, 0, SEEK_END);
    $length = ftell($file);
    if (fwrite($file, "$line\n") !== strlen($line) + 1 || !fflush($file) || !fsync($file)) {
        // A full disk: half an answer would spoil the next one.
        ftruncate($file, $length);
        failed();
    }
    thank($id, 201);
}

function failed(): never
{
    error_log('Mienskip: cannot write in ' . FOLDER . ': is it there, writable for this user, and is the disk full?');
    answer(503, 'Uw antwoord kon nu niet worden bewaard. Probeer het straks opnieuw.');
}

function thank(string $id, int $status): never
{
    answer($status, 'Dank u wel. Uw antwoord is ontvangen.', $id);
}

/** Ends with a page for who filled in a form, and with JSON for the widget. */
function answer(int $status, string $sentence, ?string $id = null): never
{
    global $json;
    http_response_code($status);
    header('Cache-Control: no-store');
    header('X-Content-Type-Options: nosniff');
    header('Referrer-Policy: no-referrer');
    header("Content-Security-Policy: default-src 'none'; frame-ancestors 'self'");
    header_remove('X-Powered-By');
    if ($json) {
        header('Content-Type: application/' . ($id ? 'json' : 'problem+json'));
        $body = $id ? ['id' => $id] : ['title' => 'Not stored', 'status' => $status, 'detail' => $sentence];
        exit(json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE));
    }
    header('Content-Type: text/html; charset=utf-8');
    // Nothing that was sent stands in this page, but for the number: that is letters and digits, as was checked.
    $number = $id ? "<p>Het nummer van uw antwoord is <code>$id</code>.</p>\n" : '';
    exit(<<<PAGE
        <!doctype html>
        <html lang="nl">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>$sentence</title>
        <h1>$sentence</h1>
        $number</html>

        PAGE);
}
