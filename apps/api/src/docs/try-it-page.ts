// Addresses are relative, so that the same page speaks to the tenant under whose base it was opened.

export const tryItPage = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Parley API</title>
  <link rel="icon" href="/favicon.svg">
  <link rel="stylesheet" href="api/swagger-ui.css">
</head>
<body>
  <div id="page"></div>
  <script src="api/swagger-ui-bundle.js"></script>
  <script src="api/start.js"></script>
</body>
</html>
`;

export const tryItScript = `SwaggerUIBundle({
  url: '../api/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;
