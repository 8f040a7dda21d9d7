<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_HK" sourcelanguage="en">
<context>
    <name>Adding</name>
    <message>
        <source>Add points</source>
        <translation>加積分</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空白鍵</translation>
    </message>
    <message>
        <source>Another amount</source>
        <translation>其他數目</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
    <message>
        <source>Erase a digit</source>
        <translation>刪去一個數字</translation>
    </message>
    <message>
        <source>How many to add</source>
        <translation>要加的數目</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>加</translation>
    </message>
</context>
<context>
    <name>AskingPanel</name>
    <message>
        <source>Looking up …</source>
        <translation>查詢中…</translation>
    </message>
</context>
<context>
    <name>CustomerPanel</name>
    <message>
        <source>balance from {time}</source>
        <translation>{time} 的結餘</translation>
    </message>
    <message>
        <source>Balance not known</source>
        <translation>結餘不詳</translation>
    </message>
    <message>
        <source>{n} being checked</source>
        <translation>核對中 {n}</translation>
    </message>
</context>
<context>
    <name>EnrolPanel</name>
    <message>
        <source>Scan to join</source>
        <translation>掃描加入會員</translation>
    </message>
    <message>
        <source>Or make the card here: e-mail</source>
        <translation>或在這裏開卡：電郵</translation>
    </message>
    <message>
        <source>Name (may stay empty)</source>
        <translation>姓名（可留空）</translation>
    </message>
    <message>
        <source>New customer&apos;s e-mail</source>
        <translation>新顧客的電郵</translation>
    </message>
    <message>
        <source>New customer&apos;s name</source>
        <translation>新顧客的姓名</translation>
    </message>
    <message>
        <source>Making the card …</source>
        <translation>開卡中…</translation>
    </message>
    <message>
        <source>Make the card</source>
        <translation>開卡</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
    <message>
        <source>Apple Wallet</source>
        <translation>Apple Wallet</translation>
    </message>
    <message>
        <source>Google Wallet</source>
        <translation>Google Wallet</translation>
    </message>
    <message>
        <source>Join page instead</source>
        <translation>改用加入頁面</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Kept for later</source>
        <translation>已記下，稍後開卡</translation>
    </message>
    <message>
        <source>There is no connection. The card is made when it returns; stamps can be given now.</source>
        <translation>現時沒有連線，恢復後會自動開卡；現在已可加印花。</translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation>{name}，歡迎加入</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>歡迎加入</translation>
    </message>
    <message>
        <source>Scan with your phone to add the card</source>
        <translation>請用手機掃描，加入會員卡</translation>
    </message>
    <message>
        <source>The card is made. The customer gets it by e-mail.</source>
        <translation>已開卡，顧客會收到電郵。</translation>
    </message>
    <message>
        <source>New customer</source>
        <translation>新顧客</translation>
    </message>
    <message>
        <source>With their own phone, or here with an e-mail</source>
        <translation>顧客用自己的手機加入，或在這裏輸入電郵</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Light or dark</source>
        <translation>淺色或深色</translation>
    </message>
    <message>
        <source>Settings (F9)</source>
        <translation>設定 (F9)</translation>
    </message>
    <message>
        <source>What waits to be sent (F8)</source>
        <translation>待傳送清單 (F8)</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>連線中…</translation>
    </message>
</context>
<context>
    <name>LeftColumn</name>
    <message>
        <source>Type an e-mail, or use a hand scanner</source>
        <translation>輸入電郵，或用掃描槍掃描</translation>
    </message>
    <message>
        <source>Customer&apos;s e-mail or card code (F2)</source>
        <translation>顧客的電郵或會員卡編碼 (F2)</translation>
    </message>
    <message>
        <source>New customer</source>
        <translation>新顧客</translation>
    </message>
    <message>
        <source>Just now</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Show a card:</source>
        <translation>出示會員卡：</translation>
    </message>
</context>
<context>
    <name>OutboxPanel</name>
    <message>
        <source>Waiting to send</source>
        <translation>待傳送</translation>
    </message>
    <message>
        <source>try now</source>
        <translation>立即重試</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
    <message>
        <source>Nothing waits, and nothing needs you.</source>
        <translation>全部已傳送，沒有項目要你處理。</translation>
    </message>
    <message>
        <source>Outbox</source>
        <translation>待傳送清單</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>顧客</translation>
    </message>
    <message>
        <source>What</source>
        <translation>項目</translation>
    </message>
    <message>
        <source>State</source>
        <translation>狀態</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>處理</translation>
    </message>
</context>
<context>
    <name>ReadyPanel</name>
    <message>
        <source>Ready to scan</source>
        <translation>準備掃描</translation>
    </message>
    <message>
        <source>Ask the customer to show their wallet card</source>
        <translation>請顧客出示電子會員卡</translation>
    </message>
</context>
<context>
    <name>RefusedPanel</name>
    <message>
        <source>Enrol them</source>
        <translation>登記為新顧客</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試一次</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
</context>
<context>
    <name>ReviewBox</name>
    <message>
        <source>It was added</source>
        <translation>已入帳</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新傳送</translation>
    </message>
    <message>
        <source>Write off</source>
        <translation>作廢</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Secret key</source>
        <translation>私密金鑰</translation>
    </message>
    <message>
        <source>Public key (may stay empty)</source>
        <translation>公開金鑰（可留空）</translation>
    </message>
    <message>
        <source>Name of this till</source>
        <translation>這部收銀機的名稱</translation>
    </message>
    <message>
        <source>Camera (a number, a name or a file)</source>
        <translation>鏡頭（編號、名稱或檔案）</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>語言</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>顏色</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟隨系統</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>淺色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Ask me about every tap whose answer was lost</source>
        <translation>凡收不到回覆的項目，都先問我</translation>
    </message>
    <message>
        <source>Kept safely. Type to replace it</source>
        <translation>已妥善保存，輸入即可更換</translation>
    </message>
    <message>
        <source>Testing …</source>
        <translation>測試中…</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>測試連線</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>儲存</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
    <message>
        <source>Connected: {shop}</source>
        <translation>已連線：{shop}</translation>
    </message>
</context>
<context>
    <name>Switchboard</name>
    <message>
        <source>Ask the customer to show their wallet card</source>
        <translation>請顧客出示電子會員卡</translation>
    </message>
</context>
<context>
    <name>TierRow</name>
    <message>
        <source>Redeem</source>
        <translation>兌換</translation>
    </message>
    <message>
        <source>Redeem {reward}</source>
        <translation>兌換「{reward}」</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo · {n}</source>
        <translation>復原 · {n}</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>復原 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>F2 e-mail  ·  F4 new customer  ·  F8 waiting to send  ·  F9 settings  ·  Esc close</source>
        <translation>F2 電郵  ·  F4 新顧客  ·  F8 待傳送  ·  F9 設定  ·  Esc 關閉</translation>
    </message>
</context>
<context>
    <name>UnknownCardPanel</name>
    <message>
        <source>Whose card is this?</source>
        <translation>這是誰的會員卡？</translation>
    </message>
    <message>
        <source>Ask for the customer&apos;s e-mail once; the next scan will know the card.</source>
        <translation>請問顧客一次電郵，下次掃描就會認得這張卡。</translation>
    </message>
    <message>
        <source>Customer&apos;s e-mail</source>
        <translation>顧客的電郵</translation>
    </message>
    <message>
        <source>Link card</source>
        <translation>連結會員卡</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>The database key cannot be used</source>
        <translation>資料庫金鑰不能使用</translation>
    </message>
    <message>
        <source>KREWARD_POS_DATABASE_KEY must be 64 hexadecimal digits. Correct or remove it, then start again.</source>
        <translation>KREWARD_POS_DATABASE_KEY 必須是 64 個十六進制數字。請更正或移除，然後重新啟動。</translation>
    </message>
    <message>
        <source>There is no screen to open a window on</source>
        <translation>沒有螢幕可以開啟視窗</translation>
    </message>
    <message>
        <source>Start it on a desktop, or on a virtual screen: xvfb-run make demo. Without any screen, make demo ARGS=--self-check does the whole job by itself.</source>
        <translation>請在桌面環境或虛擬螢幕啟動：xvfb-run make demo。完全沒有螢幕的話，make demo ARGS=--self-check 會自動做完整個流程。</translation>
    </message>
    <message>
        <source>A system library is missing</source>
        <translation>欠缺系統程式庫</translation>
    </message>
    <message>
        <source>{library} is not installed. On Debian or Ubuntu: packaging/debian/install-system-packages demo</source>
        <translation>未安裝 {library}。Debian 或 Ubuntu 請執行：packaging/debian/install-system-packages demo</translation>
    </message>
    <message>
        <source>Something did not work</source>
        <translation>出了問題</translation>
    </message>
    <message>
        <source>Try again. If it stays, ask the owner to look.</source>
        <translation>請再試一次。如果仍然不行，請店主查看。</translation>
    </message>
    <message>
        <source>That is not an e-mail address</source>
        <translation>這不是電郵地址</translation>
    </message>
    <message>
        <source>Check it with the customer: it looks like name@example.com.</source>
        <translation>請向顧客核對；電郵地址的格式是 name@example.com。</translation>
    </message>
    <message>
        <source>That is not a customer&apos;s card</source>
        <translation>這不是顧客的會員卡</translation>
    </message>
    <message>
        <source>Ask the customer to open their wallet card and show its QR code.</source>
        <translation>請顧客打開電子會員卡，出示 QR code。</translation>
    </message>
    <message>
        <source>The camera gives no picture</source>
        <translation>鏡頭沒有畫面</translation>
    </message>
    <message>
        <source>Check its cable. Until it is back, type the customer&apos;s e-mail or use a hand scanner.</source>
        <translation>請檢查接線。恢復之前，請輸入顧客的電郵或用掃描槍。</translation>
    </message>
    <message>
        <source>Kreward did not do that</source>
        <translation>Kreward 未能完成</translation>
    </message>
    <message>
        <source>That is not possible now</source>
        <translation>現時不可以這樣做</translation>
    </message>
    <message>
        <source>This till cannot save</source>
        <translation>收銀機無法儲存</translation>
    </message>
    <message>
        <source>A setting cannot be used</source>
        <translation>有設定不能使用</translation>
    </message>
    <message>
        <source>{where}: {problem}. Correct it, then start again.</source>
        <translation>{where}：{problem}。請更正，然後重新啟動。</translation>
    </message>
    <message>
        <source>The key cannot be used</source>
        <translation>金鑰不能使用</translation>
    </message>
    <message>
        <source>Copy the whole key from the Kreward dashboard: it begins with kw_sk_ or kw_pub_.</source>
        <translation>請在 Kreward 後台複製整條金鑰，開頭是 kw_sk_ 或 kw_pub_。</translation>
    </message>
    <message>
        <source>The till cannot start</source>
        <translation>收銀機無法啟動</translation>
    </message>
    <message>
        <source>Not a request</source>
        <translation>這不是要求</translation>
    </message>
    <message>
        <source>Send one JSON object per line, as docs/headless.md shows. ({problem})</source>
        <translation>請按 docs/headless.md 的說明，每行傳送一個 JSON 物件。({problem})</translation>
    </message>
    <message>
        <source>This computer has no safe place for the key</source>
        <translation>這部電腦沒有安全地方存放金鑰</translation>
    </message>
    <message>
        <source>The key works until the app is closed. To keep it, unlock or install a keyring (on Linux: GNOME Keyring or KWallet), then enter it again.</source>
        <translation>金鑰在程式關閉前有效。如要保存，請解鎖或安裝鑰匙圈（Linux：GNOME Keyring 或 KWallet），然後再輸入一次。</translation>
    </message>
    <message>
        <source>This computer has no safe place for the till&apos;s data</source>
        <translation>這部電腦沒有安全地方存放收銀機資料</translation>
    </message>
    <message>
        <source>The till keeps its data encrypted and needs a keyring for the key. Unlock or install one (on Linux: GNOME Keyring or KWallet), then start again. Scripts may set KREWARD_POS_DATABASE_KEY to 64 hexadecimal digits.</source>
        <translation>收銀機的資料會加密，金鑰要存放在鑰匙圈。請解鎖或安裝鑰匙圈（Linux：GNOME Keyring 或 KWallet），然後重新啟動。使用指令碼的話，可把 KREWARD_POS_DATABASE_KEY 設為 64 個十六進制數字。</translation>
    </message>
    <message>
        <source>The key to this till&apos;s data is not on this computer</source>
        <translation>這部電腦沒有收銀機資料的金鑰</translation>
    </message>
    <message>
        <source>Nothing was changed or deleted. If {where} was moved or copied, put it back where it was, on the computer and for the user that it came from. To start anew, use another --data-dir; what waits in this one then stays unsent.</source>
        <translation>沒有更改或刪除任何資料。如果 {where} 曾被移動或複製，請放回原來的電腦、原來的用戶和原來的位置。如要重新開始，請用另一個 --data-dir；這裏待傳送的項目就不會傳送。</translation>
    </message>
    <message>
        <source>No connection to Kreward</source>
        <translation>未能連線至 Kreward</translation>
    </message>
    <message>
        <source>Check this till&apos;s internet connection. Stamps are kept here and sent when it returns.</source>
        <translation>請檢查收銀機的網絡。印花已記在這裏，恢復連線後會自動傳送。</translation>
    </message>
    <message>
        <source>Too many calls in this minute</source>
        <translation>這一分鐘的要求太多</translation>
    </message>
    <message>
        <source>Wait a few seconds, then try again.</source>
        <translation>請等幾秒，然後再試。</translation>
    </message>
    <message>
        <source>This key may not do that</source>
        <translation>這條金鑰沒有權限</translation>
    </message>
    <message>
        <source>Looking up, stamping and redeeming need the secret key. Ask the owner to enter it in the settings.</source>
        <translation>查詢、加印花和兌換都要用私密金鑰。請店主在設定輸入。</translation>
    </message>
    <message>
        <source>This cannot be sent</source>
        <translation>這項無法傳送</translation>
    </message>
    <message>
        <source>Nothing was sent. Ask the owner to look at it.</source>
        <translation>沒有傳送任何資料。請店主查看。</translation>
    </message>
    <message>
        <source>Kreward did not accept that</source>
        <translation>Kreward 不接受這項要求</translation>
    </message>
    <message>
        <source>Nothing was changed. Kreward says: {error}. Ask the owner to look.</source>
        <translation>沒有任何更改。Kreward 回覆：{error}。請店主查看。</translation>
    </message>
    <message>
        <source>Kreward does not accept this till&apos;s key</source>
        <translation>Kreward 不接受這部收銀機的金鑰</translation>
    </message>
    <message>
        <source>Ask the owner to enter the current secret key in the settings. Nothing that waits is lost.</source>
        <translation>請店主在設定輸入最新的私密金鑰。待傳送的項目不會遺失。</translation>
    </message>
    <message>
        <source>Kreward does not let this shop use its API</source>
        <translation>Kreward 不允許這間店使用 API</translation>
    </message>
    <message>
        <source>Ask the owner to check the plan (Growth or Enterprise) and the key&apos;s allowed origins in the Kreward dashboard. Nothing that waits is lost.</source>
        <translation>請店主在 Kreward 後台檢查計劃（Growth 或 Enterprise）和金鑰的允許來源。待傳送的項目不會遺失。</translation>
    </message>
    <message>
        <source>No customer has this e-mail</source>
        <translation>沒有顧客用這個電郵</translation>
    </message>
    <message>
        <source>Check the spelling, or enrol them as a new customer.</source>
        <translation>請核對拼寫，或登記為新顧客。</translation>
    </message>
    <message>
        <source>The card does not allow that now</source>
        <translation>這張卡現時不可以這樣做</translation>
    </message>
    <message>
        <source>Nothing was changed. Kreward says: {error}. Look the card up again.</source>
        <translation>沒有任何更改。Kreward 回覆：{error}。請再查一次會員卡。</translation>
    </message>
    <message>
        <source>Kreward asks for a pause</source>
        <translation>Kreward 要求稍候</translation>
    </message>
    <message>
        <source>Too many calls in this minute. Wait a little, then try again.</source>
        <translation>這一分鐘的要求太多。請稍等，然後再試。</translation>
    </message>
    <message>
        <source>Kreward did not answer</source>
        <translation>Kreward 沒有回應</translation>
    </message>
    <message>
        <source>The connection is slow or was cut. Try again in a moment.</source>
        <translation>網絡緩慢或已中斷。請稍後再試。</translation>
    </message>
    <message>
        <source>Something else answered in Kreward&apos;s place</source>
        <translation>回覆的不是 Kreward</translation>
    </message>
    <message>
        <source>If this network asks to log in (a guest Wi-Fi page), log in with a browser, then try again. ({reason})</source>
        <translation>如果這個網絡要先登入（例如訪客 Wi-Fi），請用瀏覽器登入，然後再試。({reason})</translation>
    </message>
    <message>
        <source>Kreward has a problem on its side</source>
        <translation>Kreward 那邊出了問題</translation>
    </message>
    <message>
        <source>Try again in a minute (status {status}). Stamps are kept here.</source>
        <translation>請一分鐘後再試（狀態碼 {status}）。印花已記在這裏。</translation>
    </message>
    <message>
        <source>Kreward gave an unexpected answer</source>
        <translation>Kreward 的回覆不正常</translation>
    </message>
    <message>
        <source>Check this till&apos;s network and the API address in the settings (status {status}).</source>
        <translation>請檢查收銀機的網絡和設定內的 API 網址（狀態碼 {status}）。</translation>
    </message>
    <message>
        <source>That is the public key</source>
        <translation>這是公開金鑰</translation>
    </message>
    <message>
        <source>Stamps and rewards need the secret key, which begins with kw_sk_. Copy it from the dashboard.</source>
        <translation>加印花和兌換要用私密金鑰，開頭是 kw_sk_。請在後台複製。</translation>
    </message>
    <message>
        <source>That is the secret key</source>
        <translation>這是私密金鑰</translation>
    </message>
    <message>
        <source>Paste it into the field for the secret key; the public key begins with kw_pub_.</source>
        <translation>請貼在「私密金鑰」一欄；公開金鑰的開頭是 kw_pub_。</translation>
    </message>
    <message>
        <source>The camera is switched off</source>
        <translation>鏡頭已關閉</translation>
    </message>
    <message>
        <source>Type the customer&apos;s e-mail or use a hand scanner.</source>
        <translation>請輸入顧客的電郵，或用掃描槍掃描。</translation>
    </message>
    <message>
        <source>The camera was not found</source>
        <translation>找不到鏡頭</translation>
    </message>
    <message>
        <source>Plug in {camera}, or choose another camera in the settings. Until then, type the e-mail.</source>
        <translation>請接上鏡頭「{camera}」，或在設定選擇另一個鏡頭。在此之前，請輸入電郵。</translation>
    </message>
    <message>
        <source>The camera is in use</source>
        <translation>鏡頭正被使用</translation>
    </message>
    <message>
        <source>Close other programs that use {camera}, such as a video call.</source>
        <translation>請關閉其他正使用「{camera}」的程式，例如視像通話。</translation>
    </message>
    <message>
        <source>The camera is not allowed</source>
        <translation>未獲准使用鏡頭</translation>
    </message>
    <message>
        <source>Ask the owner to let this app use {camera} in the computer&apos;s privacy settings.</source>
        <translation>請店主在電腦的私隱設定，允許這個程式使用「{camera}」。</translation>
    </message>
    <message>
        <source>The camera stopped</source>
        <translation>鏡頭停了</translation>
    </message>
    <message>
        <source>Check the cable of {camera}. It comes back by itself.</source>
        <translation>請檢查「{camera}」的接線，接好後會自動恢復。</translation>
    </message>
    <message>
        <source>The camera sees only black</source>
        <translation>鏡頭只見黑色</translation>
    </message>
    <message>
        <source>Open the cover of {camera}, or plug it in again.</source>
        <translation>請打開「{camera}」的鏡頭蓋，或重新插上。</translation>
    </message>
    <message>
        <source>That file shows no pictures</source>
        <translation>這個檔案沒有畫面</translation>
    </message>
    <message>
        <source>Choose another file or camera: {camera} cannot be shown.</source>
        <translation>無法顯示「{camera}」，請選擇另一個檔案或鏡頭。</translation>
    </message>
    <message>
        <source>The scanner stumbled</source>
        <translation>掃描出了問題</translation>
    </message>
    <message>
        <source>It tries again by itself. If it stays, type the e-mail and restart the app later.</source>
        <translation>系統會自動重試。如果仍然不行，請先輸入電郵，稍後再重新開啟程式。</translation>
    </message>
    <message>
        <source>That code cannot be used</source>
        <translation>這個 QR code 不能使用</translation>
    </message>
    <message>
        <source>It holds hidden or damaged text. Ask the customer to open their wallet card again.</source>
        <translation>內容有隱藏或損壞的文字。請顧客重新打開電子會員卡。</translation>
    </message>
    <message>
        <source>That code is too long for a card</source>
        <translation>這個 QR code 太長，不是會員卡</translation>
    </message>
    <message>
        <source>It holds more than {limit} bytes. Ask the customer to open their wallet card.</source>
        <translation>內容超過 {limit} 個位元組。請顧客打開電子會員卡。</translation>
    </message>
    <message>
        <source>This is {what}. Ask the customer to open their wallet card and show its QR code.</source>
        <translation>這是{what}。請顧客打開電子會員卡，出示 QR code。</translation>
    </message>
    <message>
        <source>a Wi-Fi code</source>
        <translation> Wi-Fi 連線碼</translation>
    </message>
    <message>
        <source>a contact</source>
        <translation>聯絡人資料</translation>
    </message>
    <message>
        <source>a telephone number</source>
        <translation>電話號碼</translation>
    </message>
    <message>
        <source>a text message</source>
        <translation>短訊</translation>
    </message>
    <message>
        <source>a place on a map</source>
        <translation>地圖位置</translation>
    </message>
    <message>
        <source>a calendar entry</source>
        <translation>日曆活動</translation>
    </message>
    <message>
        <source>a letter to be sent</source>
        <translation>電郵草稿</translation>
    </message>
    <message>
        <source>a sign-in secret</source>
        <translation>登入驗證碼</translation>
    </message>
    <message>
        <source>a payment code</source>
        <translation>付款碼</translation>
    </message>
    <message>
        <source>The settings could not be saved</source>
        <translation>設定未能儲存</translation>
    </message>
    <message>
        <source>Check the free space and permissions of {where}, then save again.</source>
        <translation>請檢查 {where} 的可用空間和權限，然後再儲存。</translation>
    </message>
    <message>
        <source>Whose card is this?</source>
        <translation>這是誰的會員卡？</translation>
    </message>
    <message>
        <source>Ask for the customer&apos;s e-mail once; the next scan will know the card.</source>
        <translation>請問顧客一次電郵，下次掃描就會認得這張卡。</translation>
    </message>
    <message>
        <source>Not there yet</source>
        <translation>尚未儲滿</translation>
    </message>
    <message>
        <source>{to_go} to go until this reward.</source>
        <translation>還差 {to_go}，才可換這份獎賞。</translation>
    </message>
    <message>
        <source>Claimed already</source>
        <translation>已經兌換過</translation>
    </message>
    <message>
        <source>This reward was claimed on this card before.</source>
        <translation>這張卡早前已兌換這份獎賞。</translation>
    </message>
    <message>
        <source>No such reward</source>
        <translation>沒有這份獎賞</translation>
    </message>
    <message>
        <source>This card has no reward at {at}. Look the card up again.</source>
        <translation>這張卡沒有儲滿 {at} 的獎賞。請再查一次會員卡。</translation>
    </message>
    <message>
        <source>Rewards need a connection</source>
        <translation>連線後才可兌換</translation>
    </message>
    <message>
        <source>The balance cannot be checked now. Stamps are kept; redeem when the till is online again.</source>
        <translation>現時無法核對結餘。印花照樣記下；請待收銀機恢復連線後再兌換。</translation>
    </message>
    <message>
        <source>Too late to undo</source>
        <translation>來不及復原</translation>
    </message>
    <message>
        <source>The reward is already claimed at Kreward. Ask the owner if it was a mistake.</source>
        <translation>Kreward 已兌換這份獎賞。如有錯誤，請告知店主。</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>沒有可復原的項目</translation>
    </message>
    <message>
        <source>This was undone or set aside before. Look at the outbox.</source>
        <translation>這項早前已復原或擱置。請查看待傳送清單。</translation>
    </message>
    <message>
        <source>That amount cannot be added</source>
        <translation>不可加這個數目</translation>
    </message>
    <message>
        <source>Enter a whole number from 1 to {most}.</source>
        <translation>請輸入 1 至 {most} 的整數。</translation>
    </message>
    <message>
        <source>This entry has moved on</source>
        <translation>這項已有變動</translation>
    </message>
    <message>
        <source>Its state has changed meanwhile. Look at the outbox again.</source>
        <translation>狀態剛才已改變，請再查看待傳送清單。</translation>
    </message>
    <message>
        <source>This key belongs to another shop</source>
        <translation>這條金鑰屬於另一間店</translation>
    </message>
    <message>
        <source>Taps for the first shop still wait here. Enter that shop&apos;s key to send them, or settle them in the outbox.</source>
        <translation>原來的店仍有項目待傳送。請輸入該店的金鑰來傳送，或在待傳送清單處理。</translation>
    </message>
    <message>
        <source>Not everything of this customer&apos;s is settled</source>
        <translation>這位顧客還有未完成的項目</translation>
    </message>
    <message>
        <source>{count} of their entries wait or need a person. Settle them in the outbox, then try again.</source>
        <translation>還有 {count} 項待傳送或待處理。請先在待傳送清單處理，然後再試。</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>磁碟已滿</translation>
    </message>
    <message>
        <source>This tap was not kept. Free some space on this computer, then tap again.</source>
        <translation>剛才的操作未有記下。請先騰出電腦空間，然後再按一次。</translation>
    </message>
    <message>
        <source>The disk does not answer</source>
        <translation>磁碟沒有回應</translation>
    </message>
    <message>
        <source>This till cannot write to {where}. Check the disk and the folder&apos;s permissions, then try again.</source>
        <translation>無法寫入 {where}。請檢查磁碟和資料夾的權限，然後再試。</translation>
    </message>
    <message>
        <source>The till&apos;s database is damaged</source>
        <translation>收銀機的資料庫已損壞</translation>
    </message>
    <message>
        <source>Nothing was sent or deleted. Copy the folder {where} to a safe place and ask for support; to go on meanwhile, start with another --data-dir.</source>
        <translation>沒有傳送或刪除任何資料。請把資料夾 {where} 複製到安全地方，再聯絡技術支援；如要先繼續營業，請用另一個 --data-dir 啟動。</translation>
    </message>
    <message>
        <source>The key does not open this till&apos;s database</source>
        <translation>金鑰打不開這部收銀機的資料庫</translation>
    </message>
    <message>
        <source>Nothing was sent or deleted. If {where} came from another computer or another user, open it there, or set the KREWARD_POS_DATABASE_KEY that it was made with. If it did not, copy the folder to a safe place and ask for support.</source>
        <translation>沒有傳送或刪除任何資料。如果 {where} 來自另一部電腦或另一個用戶，請在原處開啟，或設定建立時所用的 KREWARD_POS_DATABASE_KEY。如果不是，請把資料夾複製到安全地方，再聯絡技術支援。</translation>
    </message>
    <message>
        <source>There is no till&apos;s database</source>
        <translation>找不到收銀機的資料庫</translation>
    </message>
    <message>
        <source>None was found in {where}. Name the till&apos;s folder with --data-dir.</source>
        <translation>{where} 內沒有資料庫。請用 --data-dir 指明收銀機的資料夾。</translation>
    </message>
    <message>
        <source>The till&apos;s data was restored from a copy</source>
        <translation>收銀機的資料是由備份還原的</translation>
    </message>
    <message>
        <source>{count} taps in it may have been sent since. They wait in the outbox: look for each note in the Kreward dashboard, then decide.</source>
        <translation>當中 {count} 項可能早已傳送，現列於待傳送清單。請逐項在 Kreward 後台查找備註，再決定如何處理。</translation>
    </message>
    <message>
        <source>This database is from a newer Kreward POS</source>
        <translation>這個資料庫來自較新版本的 Kreward POS</translation>
    </message>
    <message>
        <source>Nothing was changed. Install the newer version again, then start it.</source>
        <translation>沒有更改任何資料。請重新安裝較新版本，然後啟動。</translation>
    </message>
    <message>
        <source>Kreward POS is already running</source>
        <translation>Kreward POS 已經開啟</translation>
    </message>
    <message>
        <source>Use the window that is open. This till&apos;s folder can serve one at a time.</source>
        <translation>請使用已開啟的視窗；同一個收銀機資料夾每次只供一個視窗使用。</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>{title}. {sentence}</source>
        <translation>{title}。{sentence}</translation>
    </message>
    <message>
        <source>1 point</source>
        <translation>1 積分</translation>
    </message>
    <message>
        <source>{n} points</source>
        <translation>{n} 積分</translation>
    </message>
    <message>
        <source>1 stamp</source>
        <translation>1 個印花</translation>
    </message>
    <message>
        <source>{n} stamps</source>
        <translation>{n} 個印花</translation>
    </message>
    <message>
        <source>Add {amount}</source>
        <translation>加 {amount}</translation>
    </message>
    <message>
        <source>Point card</source>
        <translation>積分卡</translation>
    </message>
    <message>
        <source>Stamp card</source>
        <translation>印花卡</translation>
    </message>
    <message>
        <source>Reward at {at}</source>
        <translation>儲滿 {at} 的獎賞</translation>
    </message>
    <message>
        <source>{n} to go</source>
        <translation>還差 {n}</translation>
    </message>
    <message>
        <source>Claimed</source>
        <translation>已兌換</translation>
    </message>
    <message>
        <source>Claiming …</source>
        <translation>兌換中…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>可兌換</translation>
    </message>
    <message>
        <source>{n} waiting</source>
        <translation>待傳送 {n}</translation>
    </message>
    <message>
        <source>The balance is not known yet.</source>
        <translation>暫時未知結餘。</translation>
    </message>
    <message>
        <source>Showing the balance from {time} plus what this till has added since.</source>
        <translation>現顯示 {time} 的結餘，另加這部收銀機其後所加的數目。</translation>
    </message>
    <message>
        <source>Card read</source>
        <translation>已讀取會員卡</translation>
    </message>
    <message>
        <source>{what} (undo)</source>
        <translation>{what}（復原）</translation>
    </message>
    <message>
        <source>New card</source>
        <translation>開新卡</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>稍候傳送</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待傳送</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>傳送中</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>核對中</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已傳送</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被拒絕</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>待你處理</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>已復原</translation>
    </message>
    <message>
        <source>Written off</source>
        <translation>已作廢</translation>
    </message>
    <message>
        <source>{reward} claimed for {name}</source>
        <translation>已為 {name} 兌換「{reward}」</translation>
    </message>
    <message>
        <source>{amount} added for {name}</source>
        <translation>已為 {name} 加 {amount}</translation>
    </message>
    <message>
        <source>{amount} taken back from {name}</source>
        <translation>已從 {name} 扣回 {amount}</translation>
    </message>
    <message>
        <source>{reward} for {name}: claimed in {n} s</source>
        <translation>{n} 秒後為 {name} 兌換「{reward}」</translation>
    </message>
    <message>
        <source>{reward} for {name} is being claimed</source>
        <translation>正在為 {name} 兌換「{reward}」</translation>
    </message>
    <message>
        <source>{what} for {name} was refused: {problem}. Look at the outbox (F8).</source>
        <translation>{name} 的 {what} 被拒絕：{problem}。請查看待傳送清單 (F8)。</translation>
    </message>
    <message>
        <source>no reason was given</source>
        <translation>沒有說明原因</translation>
    </message>
    <message>
        <source>Not claimed: {reward} for {name}</source>
        <translation>已取消為 {name} 兌換「{reward}」</translation>
    </message>
    <message>
        <source>Undone for {name}</source>
        <translation>已為 {name} 復原</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新開卡</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>連線中…</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>已連線</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>離線</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暫停</translation>
    </message>
    <message>
        <source>1 needs you</source>
        <translation>1 項待你處理</translation>
    </message>
    <message>
        <source>{n} need you</source>
        <translation>{n} 項待你處理</translation>
    </message>
    <message>
        <source>Connecting since {time}</source>
        <translation>由 {time} 開始連線</translation>
    </message>
    <message>
        <source>Online since {time}</source>
        <translation>由 {time} 起已連線</translation>
    </message>
    <message>
        <source>Offline since {time}</source>
        <translation>由 {time} 起離線</translation>
    </message>
    <message>
        <source>Paused since {time}</source>
        <translation>由 {time} 起暫停</translation>
    </message>
    <message>
        <source>next try in {n} s</source>
        <translation>{n} 秒後重試</translation>
    </message>
    <message>
        <source>plan {plan}</source>
        <translation>{plan} 計劃</translation>
    </message>
    <message>
        <source>cards: {names}</source>
        <translation>會員卡：{names}</translation>
    </message>
    <message>
        <source>one card</source>
        <translation>一款會員卡</translation>
    </message>
    <message>
        <source>{what} for {name}.</source>
        <translation>{name}：{what}。</translation>
    </message>
    <message>
        <source>In the Kreward dashboard, look for the note {note}. Was it added?</source>
        <translation>請在 Kreward 後台查找備註 {note}，看看是否已入帳。</translation>
    </message>
    <message>
        <source>It was sent at {time}.</source>
        <translation>傳送時間：{time}。</translation>
    </message>
    <message>
        <source>The balance before was {n}.</source>
        <translation>之前結餘：{n}。</translation>
    </message>
    <message>
        <source>At {time} it was {n}.</source>
        <translation>{time} 結餘：{n}。</translation>
    </message>
    <message>
        <source>Kreward refused it, so nothing was changed there.</source>
        <translation>Kreward 拒絕了這項，那邊沒有任何更改。</translation>
    </message>
    <message>
        <source>It was not added: {problem}.</source>
        <translation>這項沒有入帳：{problem}。</translation>
    </message>
    <message>
        <source>It was settled by reading the balance, but a later balance is off by just this amount: it may have counted twice, or not at all.</source>
        <translation>早前按結餘判斷這項已完成，但其後的結餘剛好相差這個數目：可能入帳了兩次，或完全沒有入帳。</translation>
    </message>
    <message>
        <source>This till&apos;s data was restored or copied, so nobody knows whether it was sent.</source>
        <translation>收銀機的資料曾經還原或複製，無法知道這項有沒有傳送。</translation>
    </message>
    <message>
        <source>Its answer was lost, and when it was sent again Kreward refused it: {problem}.</source>
        <translation>第一次傳送收不到回覆，重新傳送時被 Kreward 拒絕：{problem}。</translation>
    </message>
    <message>
        <source>The connection was lost while it was being sent, and the balance does not tell what happened.</source>
        <translation>傳送途中斷線，單看結餘無法知道有沒有入帳。</translation>
    </message>
</context>
</TS>
