<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_HK" sourcelanguage="en">
<context>
    <name>AboutSection</name>
    <message>
        <source>About</source>
        <translation>關於</translation>
    </message>
    <message>
        <source>Kreward POS {version}</source>
        <translation>Kreward POS {version}</translation>
    </message>
    <message>
        <source>A counter app for shops with Kreward loyalty cards.</source>
        <translation>為使用 Kreward 會員卡的店舖而設的櫃位程式。</translation>
    </message>
    <message>
        <source>Look for a new version once a day</source>
        <translation>每天檢查一次有沒有新版本</translation>
    </message>
</context>
<context>
    <name>AmountButtons</name>
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
    <message>
        <source>Take back</source>
        <translation>扣回</translation>
    </message>
</context>
<context>
    <name>AppearanceSection</name>
    <message>
        <source>Language and look</source>
        <translation>語言和外觀</translation>
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
        <source>Same as the computer</source>
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
        <source>Sounds</source>
        <translation>提示聲</translation>
    </message>
    <message>
        <source>Animations</source>
        <translation>動畫效果</translation>
    </message>
    <message>
        <source>Full screen (kiosk)</source>
        <translation>全螢幕（櫃位專用）</translation>
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
    <name>CameraForm</name>
    <message>
        <source>Camera</source>
        <translation>鏡頭</translation>
    </message>
    <message>
        <source>Turn the picture</source>
        <translation>旋轉畫面</translation>
    </message>
    <message>
        <source>Look for cameras again</source>
        <translation>重新尋找鏡頭</translation>
    </message>
    <message>
        <source>The picture is mirrored</source>
        <translation>畫面左右相反</translation>
    </message>
    <message>
        <source>{n}°</source>
        <translation>{n}°</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>不旋轉</translation>
    </message>
    <message>
        <source>The first camera found</source>
        <translation>自動選用第一個鏡頭</translation>
    </message>
    <message>
        <source>No camera: hand scanner only</source>
        <translation>不用鏡頭，只用掃描槍</translation>
    </message>
</context>
<context>
    <name>CameraStep</name>
    <message>
        <source>How are cards scanned?</source>
        <translation>怎樣掃描會員卡？</translation>
    </message>
    <message>
        <source>Customers hold their phone up to the camera. A hand scanner needs no set-up: just plug it in.</source>
        <translation>用鏡頭的話，顧客把手機對着鏡頭便可。掃描槍接上即可使用，不用設定。</translation>
    </message>
    <message>
        <source>Hold a phone up to the camera</source>
        <translation>請把手機對着鏡頭</translation>
    </message>
    <message>
        <source>Without a camera, cards are read with a hand scanner, or you type the e-mail.</source>
        <translation>不用鏡頭時，可用掃描槍讀取會員卡，或輸入電郵。</translation>
    </message>
</context>
<context>
    <name>CardSwitch</name>
    <message>
        <source>Card {n}</source>
        <translation>會員卡 {n}</translation>
    </message>
</context>
<context>
    <name>CardsForm</name>
    <message>
        <source>This shop has one card, so there is nothing to choose.</source>
        <translation>這間店只有一款會員卡，不用選擇。</translation>
    </message>
    <message>
        <source>the usual one</source>
        <translation>預設</translation>
    </message>
</context>
<context>
    <name>CardsStep</name>
    <message>
        <source>Which cards does this till use?</source>
        <translation>這部收銀機使用哪些會員卡？</translation>
    </message>
    <message>
        <source>With more than one, the counter begins with the usual one and can switch to the others.</source>
        <translation>如有多款，櫃位會先用預設的一款，隨時可轉用其他款式。</translation>
    </message>
</context>
<context>
    <name>CashierPicker</name>
    <message>
        <source>Who is at the till?</source>
        <translation>現在由誰當值？</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
</context>
<context>
    <name>CheckTill</name>
    <message>
        <source>If something is wrong</source>
        <translation>出現問題時</translation>
    </message>
    <message>
        <source>Check that all is well here. The file for support holds no keys and no personal data.</source>
        <translation>可檢查收銀機運作所需的一切。支援資料包不含金鑰，也不含任何人的資料。</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>檢查中…</translation>
    </message>
    <message>
        <source>Check this till</source>
        <translation>檢查這部收銀機</translation>
    </message>
    <message>
        <source>Save for support</source>
        <translation>儲存支援資料包</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>已儲存：{path}</translation>
    </message>
</context>
<context>
    <name>ClosePrompt</name>
    <message>
        <source>Not settled yet, and lost if the app closes now: {n}. This session keeps nothing.</source>
        <translation>尚有 {n} 項未確定，現在關閉程式便會遺失，因為今次使用不會保存資料。</translation>
    </message>
    <message>
        <source>Not sent yet, and lost if the app closes now: {n}. This session keeps nothing.</source>
        <translation>尚有 {n} 項未傳送，現在關閉程式便會遺失，因為今次使用不會保存資料。</translation>
    </message>
    <message>
        <source>Not settled yet: {n}. Nothing is lost: the till goes on when the app runs again.</source>
        <translation>尚有 {n} 項未確定，不會遺失，下次開啟程式便會繼續。</translation>
    </message>
    <message>
        <source>1 tap is waiting. It is safe and will be sent when the app runs again.</source>
        <translation>1 項待傳送，已妥善保存，下次開啟程式時會傳送。</translation>
    </message>
    <message>
        <source>{n} taps are waiting. They are safe and will be sent when the app runs again.</source>
        <translation>{n} 項待傳送，已妥善保存，下次開啟程式時會傳送。</translation>
    </message>
    <message>
        <source>Close the till?</source>
        <translation>要關閉程式嗎？</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留在這裏</translation>
    </message>
</context>
<context>
    <name>CounterSection</name>
    <message>
        <source>Counter</source>
        <translation>櫃位</translation>
    </message>
    <message>
        <source>Give the till a name: it appears in the notes that Kreward keeps.</source>
        <translation>請為收銀機命名：Kreward 的備註會記下這個名稱。</translation>
    </message>
    <message>
        <source>Name of this till</source>
        <translation>這部收銀機的名稱</translation>
    </message>
    <message>
        <source>Cashiers, separated by commas (optional)</source>
        <translation>店員姓名，以逗號分隔（可留空）</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Most stamps in one tap</source>
        <translation>每次最多可加的印花</translation>
    </message>
    <message>
        <source>Most stamps for one customer in a day</source>
        <translation>每位顧客每天最多可得的印花</translation>
    </message>
    <message>
        <source>Ask if a customer comes back within this many minutes (0 = never ask)</source>
        <translation>多少分鐘內再為同一位顧客加印花，要先確認（0 即不用）</translation>
    </message>
    <message>
        <source>When offline</source>
        <translation>離線時</translation>
    </message>
    <message>
        <source>Allow rewards to be claimed offline</source>
        <translation>離線時也可兌換獎賞</translation>
    </message>
    <message>
        <source>If the card was used elsewhere in the meantime, the shop bears that loss.</source>
        <translation>如果這張卡期間已在別處用完，這份獎賞的損失由店舖承擔。</translation>
    </message>
    <message>
        <source>Most rewards for one customer in a day while offline</source>
        <translation>離線時每位顧客每天最多可兌換的獎賞</translation>
    </message>
    <message>
        <source>Ask me about every tap whose answer was lost</source>
        <translation>凡收不到回覆的項目，都先問我</translation>
    </message>
    <message>
        <source>A name is too long. Put a comma between two names.</source>
        <translation>有姓名太長。請用逗號分隔每個姓名。</translation>
    </message>
</context>
<context>
    <name>CustomerDisplay</name>
    <message>
        <source>Customer display</source>
        <translation>顧客螢幕</translation>
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
    <message>
        <source>{amount} of {goal}</source>
        <translation>{amount}（目標 {goal}）</translation>
    </message>
</context>
<context>
    <name>DataSection</name>
    <message>
        <source>Data</source>
        <translation>資料</translation>
    </message>
    <message>
        <source>What this till keeps is encrypted on this computer. E-mails go after 30 days, balances after one.</source>
        <translation>收銀機的資料加密儲存在這部電腦。電郵 30 天後刪除，結餘 1 天後刪除。</translation>
    </message>
    <message>
        <source>The day&apos;s report</source>
        <translation>每日報告</translation>
    </message>
    <message>
        <source>What was given out, hour by hour and by cashier. As a CSV file it opens in any spreadsheet.</source>
        <translation>按時段和店員列出當天送出的印花、積分和獎賞，也可匯出 CSV 檔，用試算表開啟。</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>開啟報告</translation>
    </message>
    <message>
        <source>Save as CSV …</source>
        <translation>匯出 CSV…</translation>
    </message>
</context>
<context>
    <name>DayPanel</name>
    <message>
        <source>Day</source>
        <translation>每日</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>更次</translation>
    </message>
    <message>
        <source>What stands out</source>
        <translation>值得留意</translation>
    </message>
    <message>
        <source>File</source>
        <translation>檔案</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
</context>
<context>
    <name>DemoStrip</name>
    <message>
        <source>Show a card, or let something go wrong:</source>
        <translation>出示會員卡，或製造網絡問題：</translation>
    </message>
    <message>
        <source>Show a card:</source>
        <translation>出示會員卡：</translation>
    </message>
    <message>
        <source>Let something go wrong:</source>
        <translation>製造網絡問題：</translation>
    </message>
    <message>
        <source>Cut off</source>
        <translation>斷線</translation>
    </message>
    <message>
        <source>Cut the connection</source>
        <translation>切斷連線</translation>
    </message>
    <message>
        <source>Answer lost</source>
        <translation>遺失回覆</translation>
    </message>
    <message>
        <source>Lose the answer to the next stamp</source>
        <translation>遺失下一個印花的回覆</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>緩慢</translation>
    </message>
    <message>
        <source>Let Kreward answer slowly</source>
        <translation>Kreward 回應緩慢</translation>
    </message>
</context>
<context>
    <name>DisplaySection</name>
    <message>
        <source>Customer display</source>
        <translation>顧客螢幕</translation>
    </message>
    <message>
        <source>Second screen</source>
        <translation>第二個螢幕</translation>
    </message>
    <message>
        <source>Faces the customer, if there is one</source>
        <translation>面向顧客（如有第二個螢幕）</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>It shows how to join, then each customer&apos;s card and balance. E-mails are never shown.</source>
        <translation>平時顯示加入方法；加印花後顯示會員卡和結餘，絕不顯示電郵。</translation>
    </message>
</context>
<context>
    <name>DoneStep</name>
    <message>
        <source>Ready</source>
        <translation>準備好了</translation>
    </message>
    <message>
        <source>This session only: everything must be entered again next time.</source>
        <translation>只限今次使用：下次啟動時要全部重新輸入。</translation>
    </message>
    <message>
        <source>You can change all of this later in the settings (F9).</source>
        <translation>日後可在設定 (F9) 更改。</translation>
    </message>
    <message>
        <source>Open the counter</source>
        <translation>開始使用</translation>
    </message>
</context>
<context>
    <name>EnrolPanel</name>
    <message>
        <source>Or make the card here: e-mail</source>
        <translation>或在這裏開卡：電郵</translation>
    </message>
    <message>
        <source>Name (optional)</source>
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
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Shown on the customer display</source>
        <translation>顧客螢幕正在顯示</translation>
    </message>
    <message>
        <source>This till enrols customers. For stamps and rewards, the owner adds the secret key (F9).</source>
        <translation>這部收銀機現時只可登記顧客。如要加印花和兌換獎賞，請店主輸入私密金鑰 (F9)。</translation>
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
        <source>There is no connection. Your card is made when it returns: enter your e-mail here again then.</source>
        <translation>現時沒有連線，恢復後會為你開卡；屆時請在這裏再輸入電郵。</translation>
    </message>
    <message>
        <source>There is no connection. The card is made when it returns; stamps can be given now.</source>
        <translation>現時沒有連線，恢復後會自動開卡；現在已可加印花。</translation>
    </message>
    <message>
        <source>Join our loyalty card</source>
        <translation>歡迎加入會員</translation>
    </message>
    <message>
        <source>With your own phone, or here with your e-mail</source>
        <translation>用你的手機掃描，或在這裏輸入電郵</translation>
    </message>
    <message>
        <source>Welcome back, {name}</source>
        <translation>{name}，歡迎回來</translation>
    </message>
    <message>
        <source>Welcome back</source>
        <translation>歡迎回來</translation>
    </message>
    <message>
        <source>There is a card already. Here it is again: scan with your phone to add it.</source>
        <translation>你已有會員卡。請用手機掃描，重新加到手機錢包。</translation>
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
        <translation>請用手機掃描，把會員卡加到手機錢包</translation>
    </message>
    <message>
        <source>Your card is made. You get it by e-mail.</source>
        <translation>已為你開卡，你會收到電郵。</translation>
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
    <name>FiguresPage</name>
    <message>
        <source>The day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>後一天</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>By the hour</source>
        <translation>按時段</translation>
    </message>
    <message>
        <source>By cashier</source>
        <translation>按店員</translation>
    </message>
    <message>
        <source>Nothing was tapped on this day.</source>
        <translation>這天沒有任何操作。</translation>
    </message>
</context>
<context>
    <name>FilePage</name>
    <message>
        <source>The taps as a file</source>
        <translation>匯出操作項目</translation>
    </message>
    <message>
        <source>A CSV file that any spreadsheet opens. A file of the same name is replaced.</source>
        <translation>CSV 格式，可用試算表開啟。同名檔案會被取代。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>資料夾</translation>
    </message>
    <message>
        <source>Include customers&apos; e-mails and names</source>
        <translation>包括顧客的電郵和姓名</translation>
    </message>
    <message>
        <source>Save {day}</source>
        <translation>儲存 {day}</translation>
    </message>
    <message>
        <source>Save the 30 days up to then</source>
        <translation>儲存截至當天的 30 天</translation>
    </message>
    <message>
        <source>Saving … You can leave this page meanwhile.</source>
        <translation>儲存中…你可以先離開本頁。</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已儲存為 {file}</translation>
    </message>
</context>
<context>
    <name>FirstRunPanel</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Set up later</source>
        <translation>稍後設定</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>儲存中…</translation>
    </message>
    <message>
        <source>Shop: {name}</source>
        <translation>店舖：{name}</translation>
    </message>
    <message>
        <source>Cards: {names}</source>
        <translation>會員卡：{names}</translation>
    </message>
    <message>
        <source>Rewards: {names}</source>
        <translation>獎賞：{names}</translation>
    </message>
    <message>
        <source>Scanning: by hand scanner</source>
        <translation>掃描：用掃描槍</translation>
    </message>
    <message>
        <source>Scanning: by camera</source>
        <translation>掃描：用鏡頭</translation>
    </message>
    <message>
        <source>PIN: set</source>
        <translation>店主密碼：已設定</translation>
    </message>
    <message>
        <source>PIN: none</source>
        <translation>店主密碼：沒有設定</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Folder</source>
        <translation>資料夾</translation>
    </message>
</context>
<context>
    <name>ForgetCustomer</name>
    <message>
        <source>Forget a customer</source>
        <translation>移除顧客資料</translation>
    </message>
    <message>
        <source>Removes their details from this till. Their card and balance at Kreward stay.</source>
        <translation>從這部收銀機移除顧客的身份資料。顧客在 Kreward 的會員卡和結餘不受影響。</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>電郵</translation>
    </message>
    <message>
        <source>Forget for good</source>
        <translation>永久移除</translation>
    </message>
    <message>
        <source>Forget …</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>This cannot be undone. Press again to forget this customer here.</source>
        <translation>移除後無法復原。再按一次，即從這裏移除這位顧客的資料。</translation>
    </message>
    <message>
        <source>Removed from {entries} outbox entries and {links} cards.</source>
        <translation>已移除：待傳送清單 {entries} 項和會員卡 {links} 張內的顧客資料。</translation>
    </message>
</context>
<context>
    <name>GuideStep</name>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
</context>
<context>
    <name>HandScannerFlow</name>
    <message>
        <source>The hand scanner&apos;s keyboard is set up. Scan a card to try it.</source>
        <translation>已校正掃描槍的鍵盤。請掃描一張會員卡試試。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Who is at the till?</source>
        <translation>由誰當值？</translation>
    </message>
    <message>
        <source>Who is at the till? (F6)</source>
        <translation>由誰當值？(F6)</translation>
    </message>
    <message>
        <source>Record changed</source>
        <translation>操作紀錄被更改</translation>
    </message>
    <message>
        <source>This session only</source>
        <translation>只限今次</translation>
    </message>
    <message>
        <source>Nothing is kept here: what is still unsent when the app closes is lost.</source>
        <translation>這裏不會保存資料：關閉程式時仍未傳送的項目會遺失。</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>淺色或深色</translation>
    </message>
    <message>
        <source>Settings (F9)</source>
        <translation>設定 (F9)</translation>
    </message>
    <message>
        <source>Close the till</source>
        <translation>關閉程式</translation>
    </message>
    <message>
        <source>Outbox: waiting to be sent (F8)</source>
        <translation>待傳送清單 (F8)</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>連線中…</translation>
    </message>
</context>
<context>
    <name>JoinBox</name>
    <message>
        <source>Scan to join</source>
        <translation>掃描加入會員</translation>
    </message>
    <message>
        <source>Poster …</source>
        <translation>海報…</translation>
    </message>
    <message>
        <source>As of {time}; there is no connection now</source>
        <translation>{time} 的資料；現時沒有連線</translation>
    </message>
</context>
<context>
    <name>KeysForm</name>
    <message>
        <source>Secret key</source>
        <translation>私密金鑰</translation>
    </message>
    <message>
        <source>Public key (optional)</source>
        <translation>公開金鑰（可留空）</translation>
    </message>
    <message>
        <source>Kept safely. Type to replace it</source>
        <translation>已妥善保存，輸入即可更換</translation>
    </message>
    <message>
        <source>In use. Type to replace it</source>
        <translation>使用中，輸入即可更換</translation>
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
        <source>Kreward does not know this key</source>
        <translation>Kreward 不認得這條金鑰</translation>
    </message>
    <message>
        <source>Copy it again from the Kreward dashboard. A key that was replaced there no longer works.</source>
        <translation>請在 Kreward 後台重新複製。已更換的舊金鑰不能再用。</translation>
    </message>
    <message>
        <source>Kreward does not let this shop use its API</source>
        <translation>Kreward 不允許這間店使用 API</translation>
    </message>
    <message>
        <source>The API needs the Growth or Enterprise plan. For a public key, also check its allowed origins.</source>
        <translation>需要 Growth 或 Enterprise 計劃。如用公開金鑰，請一併檢查允許來源。</translation>
    </message>
    <message>
        <source>Check this computer&apos;s internet connection, then test again.</source>
        <translation>請檢查這部電腦的網絡，然後再測試。</translation>
    </message>
    <message>
        <source>Connected: {shop}</source>
        <translation>已連線：{shop}</translation>
    </message>
    <message>
        <source>With this key alone, the till only makes new cards. Stamps and rewards need the secret key.</source>
        <translation>只用這條金鑰，收銀機只可開卡；加印花和兌換獎賞需要私密金鑰。</translation>
    </message>
</context>
<context>
    <name>KeysStep</name>
    <message>
        <source>Your shop&apos;s keys</source>
        <translation>店舖的金鑰</translation>
    </message>
    <message>
        <source>It is kept safely.</source>
        <translation>金鑰會妥善保存。</translation>
    </message>
    <message>
        <source>It is used until the app is closed.</source>
        <translation>金鑰只用到關閉程式為止。</translation>
    </message>
    <message>
        <source>In the Kreward dashboard, open the API keys, copy the secret key and paste it here.</source>
        <translation>請在 Kreward 後台開啟 API 金鑰一頁，複製私密金鑰，貼到這裏。</translation>
    </message>
    <message>
        <source>Testing …</source>
        <translation>測試中…</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Test the keys</source>
        <translation>測試金鑰</translation>
    </message>
</context>
<context>
    <name>LanguageStep</name>
    <message>
        <source>Welcome to your counter</source>
        <translation>歡迎使用</translation>
    </message>
    <message>
        <source>A few questions, about five minutes. Which language should the till use?</source>
        <translation>只需五分鐘，回答幾條問題。收銀機使用哪種語言？</translation>
    </message>
    <message>
        <source>Set up my shop</source>
        <translation>設定我的店舖</translation>
    </message>
    <message>
        <source>Just looking? The demo shop opens in its own window, with made-up customers; nothing is kept.</source>
        <translation>想先看看？示範店會在另一個視窗開啟，顧客全屬虛構，不會保存任何資料。</translation>
    </message>
    <message>
        <source>Try the demo shop</source>
        <translation>試用示範店</translation>
    </message>
</context>
<context>
    <name>LimitPrompt</name>
    <message>
        <source>Allow (Enter)</source>
        <translation>允許 (Enter)</translation>
    </message>
    <message>
        <source>Add again (Enter)</source>
        <translation>再加一次 (Enter)</translation>
    </message>
    <message>
        <source>No (Esc)</source>
        <translation>取消 (Esc)</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>F2 e-mail  ·  F4 new customer  ·  F6 cashier  ·  F7 day  ·  F8 outbox  ·  F9 settings</source>
        <translation>F2 電郵  ·  F4 新顧客  ·  F6 當值店員  ·  F7 每日報告  ·  F8 待傳送  ·  F9 設定</translation>
    </message>
    <message>
        <source>F2 e-mail  ·  F4 new customer  ·  F7 day  ·  F8 outbox  ·  F9 settings  ·  Esc close</source>
        <translation>F2 電郵  ·  F4 新顧客  ·  F7 每日報告  ·  F8 待傳送  ·  F9 設定  ·  Esc 關閉</translation>
    </message>
    <message>
        <source>Undo · {n}</source>
        <translation>復原 · {n}</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>復原 (Ctrl+Z)</translation>
    </message>
</context>
<context>
    <name>Navigation</name>
    <message>
        <source>Ask the customer to show their wallet card</source>
        <translation>請顧客出示電子會員卡</translation>
    </message>
</context>
<context>
    <name>NewPinForm</name>
    <message>
        <source>Choose four to eight digits</source>
        <translation>請選 4 至 8 個數字</translation>
    </message>
    <message>
        <source>The same digits again</source>
        <translation>請再輸入一次</translation>
    </message>
    <message>
        <source>The two do not match. Choose again.</source>
        <translation>兩次輸入不一樣，請重新選擇。</translation>
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
        <source>Day report (F7)</source>
        <translation>每日報告 (F7)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
    <message>
        <source>Nothing is waiting, and nothing needs you.</source>
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
    <name>PinPad</name>
    <message>
        <source>{n} digits typed</source>
        <translation>已輸入 {n} 個數字</translation>
    </message>
    <message>
        <source>Erase a digit</source>
        <translation>刪去一個數字</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>確定</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>店主密碼</translation>
    </message>
</context>
<context>
    <name>PinPanel</name>
    <message>
        <source>The owner&apos;s PIN, please</source>
        <translation>請輸入店主密碼</translation>
    </message>
    <message>
        <source>PIN forgotten?</source>
        <translation>忘記密碼？</translation>
    </message>
    <message>
        <source>A new PIN</source>
        <translation>新密碼</translation>
    </message>
    <message>
        <source>Enter the shop&apos;s secret key. Anyone who has it can choose a new PIN.</source>
        <translation>請輸入店舖的私密金鑰。持有金鑰的人可以重設密碼。</translation>
    </message>
    <message>
        <source>It takes effect straight away.</source>
        <translation>即時生效。</translation>
    </message>
    <message>
        <source>Forgotten?</source>
        <translation>忘記密碼？</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
    <message>
        <source>Secret key</source>
        <translation>私密金鑰</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>繼續</translation>
    </message>
    <message>
        <source>It opens the settings.</source>
        <translation>輸入後即可開啟設定。</translation>
    </message>
    <message>
        <source>Taking stamps or points back is for the owner.</source>
        <translation>扣回印花或積分須由店主操作。</translation>
    </message>
    <message>
        <source>Deciding about a tap is for the owner.</source>
        <translation>待決項目須由店主處理。</translation>
    </message>
    <message>
        <source>Claiming a reward offline is for the owner.</source>
        <translation>離線兌換獎賞須由店主操作。</translation>
    </message>
    <message>
        <source>This goes over a limit that the owner has set.</source>
        <translation>這次超出了店主設定的上限。</translation>
    </message>
    <message>
        <source>Exporting or removing data is for the owner.</source>
        <translation>匯出或移除資料須由店主操作。</translation>
    </message>
    <message>
        <source>Closing the till is for the owner.</source>
        <translation>關閉程式須由店主操作。</translation>
    </message>
</context>
<context>
    <name>PinSection</name>
    <message>
        <source>Owner&apos;s PIN</source>
        <translation>店主密碼</translation>
    </message>
    <message>
        <source>A PIN is set</source>
        <translation>已設定密碼</translation>
    </message>
    <message>
        <source>No PIN is set</source>
        <translation>沒有設定密碼</translation>
    </message>
    <message>
        <source>Anyone at the counter can open the settings, take stamps back, decide reviews and export data.</source>
        <translation>櫃位任何人都可以開啟設定、扣回印花、處理待決項目和匯出資料。</translation>
    </message>
    <message>
        <source>It is asked for before settings, taking stamps back, reviews, going over a limit, and data.</source>
        <translation>開啟設定、扣回印花、處理待決項目、超出上限和處理資料，都要輸入密碼。</translation>
    </message>
    <message>
        <source>Change the PIN</source>
        <translation>更改密碼</translation>
    </message>
    <message>
        <source>Set a PIN</source>
        <translation>設定密碼</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>保持不變</translation>
    </message>
    <message>
        <source>Remove the PIN</source>
        <translation>取消密碼</translation>
    </message>
</context>
<context>
    <name>PinStep</name>
    <message>
        <source>A PIN for the owner</source>
        <translation>店主密碼</translation>
    </message>
    <message>
        <source>It is asked for before the settings open, stamps are taken back or a limit is exceeded.</source>
        <translation>開啟設定、扣回印花或超出上限之前，都要輸入。</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Continue without a PIN</source>
        <translation>不設密碼，繼續</translation>
    </message>
    <message>
        <source>The PIN is set. Anyone with the shop&apos;s secret key can replace it.</source>
        <translation>已選好密碼。持有店舖私密金鑰的人可以重設。</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>重新選擇</translation>
    </message>
</context>
<context>
    <name>PosterPanel</name>
    <message>
        <source>Poster for the counter</source>
        <translation>櫃位海報</translation>
    </message>
    <message>
        <source>Print it and put it where customers wait: they join with their own phone.</source>
        <translation>列印後放在顧客等候的地方，顧客用自己的手機便可加入。</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>紙張</translation>
    </message>
    <message>
        <source>Main language</source>
        <translation>主要語言</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>資料夾</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>開啟資料夾</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>儲存中…</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>儲存為 PDF</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>已儲存：{file}</translation>
    </message>
</context>
<context>
    <name>ProgressDots</name>
    <message>
        <source>Question {n} of {count}</source>
        <translation>第 {n} 題，共 {count} 題</translation>
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
        <source>Make the card</source>
        <translation>開卡</translation>
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
    <name>RewardsForm</name>
    <message>
        <source>Each reward needs its own number of stamps or points.</source>
        <translation>每份獎賞要有不同的數目，即兌換所需的印花或積分。</translation>
    </message>
    <message>
        <source>At</source>
        <translation>儲滿</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>獎賞名稱</translation>
    </message>
    <message>
        <source>Another reward</source>
        <translation>新增獎賞</translation>
    </message>
</context>
<context>
    <name>RewardsStep</name>
    <message>
        <source>What are the rewards called?</source>
        <translation>獎賞叫甚麼名稱？</translation>
    </message>
    <message>
        <source>For cards where Kreward gives no names. You can leave this empty and fill it in later.</source>
        <translation>供 Kreward 沒有提供獎賞名稱的會員卡使用。可留空，日後再填。</translation>
    </message>
</context>
<context>
    <name>ScanningSection</name>
    <message>
        <source>Scanning</source>
        <translation>掃描</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>鏡頭</translation>
    </message>
    <message>
        <source>Hand scanner</source>
        <translation>掃描槍</translation>
    </message>
    <message>
        <source>Sent before each code</source>
        <translation>每次掃描前加送的字元</translation>
    </message>
    <message>
        <source>Sent after each code</source>
        <translation>每次掃描後加送的字元</translation>
    </message>
    <message>
        <source>Connected by</source>
        <translation>連接方式</translation>
    </message>
    <message>
        <source>Keyboard (USB), as most are</source>
        <translation>鍵盤式（USB），最常見</translation>
    </message>
    <message>
        <source>Characters corrected for its keyboard layout: {n}.</source>
        <translation>鍵盤配置引致的錯誤字元，現會自動更正：{n} 個。</translation>
    </message>
    <message>
        <source>Its keyboard layout needs no correction.</source>
        <translation>鍵盤配置正確，不用更正。</translation>
    </message>
    <message>
        <source>Wrong letters? Set up its keyboard</source>
        <translation>字元有錯？校正掃描槍鍵盤</translation>
    </message>
    <message>
        <source>Scan this code once with the hand scanner, while this page is open.</source>
        <translation>請保持開啟本頁，用掃描槍掃描這個 QR code 一次。</translation>
    </message>
    <message>
        <source>Correct nothing</source>
        <translation>取消更正</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>儲存</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>儲存中…</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>關閉 (Esc)</translation>
    </message>
    <message>
        <source>Saved. The address and the proxy take effect at the next start.</source>
        <translation>已儲存。網址和代理伺服器在下次啟動時生效。</translation>
    </message>
</context>
<context>
    <name>ShiftPage</name>
    <message>
        <source>Shift ended</source>
        <translation>已結束的更次</translation>
    </message>
    <message>
        <source>This shift</source>
        <translation>本更次</translation>
    </message>
    <message>
        <source>End the shift</source>
        <translation>結束更次</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>儲存為 PDF</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已儲存為 {file}</translation>
    </message>
    <message>
        <source>End of shift</source>
        <translation>更次結算</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>簽署</translation>
    </message>
</context>
<context>
    <name>ShopSection</name>
    <message>
        <source>Shop</source>
        <translation>店舖</translation>
    </message>
    <message>
        <source>Cards this till uses</source>
        <translation>這部收銀機使用的會員卡</translation>
    </message>
    <message>
        <source>Names of rewards</source>
        <translation>獎賞名稱</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>連線</translation>
    </message>
    <message>
        <source>Used where Kreward gives no name.</source>
        <translation>Kreward 沒有提供名稱時使用。</translation>
    </message>
    <message>
        <source>Guided set-up</source>
        <translation>逐步設定</translation>
    </message>
    <message>
        <source>Address of Kreward&apos;s API</source>
        <translation>Kreward 的 API 網址</translation>
    </message>
    <message>
        <source>Proxy (usually empty)</source>
        <translation>代理伺服器（通常留空）</translation>
    </message>
    <message>
        <source>It begins with https:// and is usually https://api.kreward.net/v1</source>
        <translation>開頭是 https://，通常是 https://api.kreward.net/v1</translation>
    </message>
    <message>
        <source>It looks like http://proxy.example.com:8080, or is empty.</source>
        <translation>格式如 http://proxy.example.com:8080，也可留空。</translation>
    </message>
</context>
<context>
    <name>SideColumn</name>
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
        <source>Recent customers</source>
        <translation>最近的顧客</translation>
    </message>
</context>
<context>
    <name>SoundCues</name>
    <message>
        <source>Sounds are off (F12)</source>
        <translation>聲音已關閉 (F12)</translation>
    </message>
    <message>
        <source>Sounds are on (F12)</source>
        <translation>聲音已開啟 (F12)</translation>
    </message>
</context>
<context>
    <name>StartFailureWindow</name>
    <message>
        <source>Or continue without keeping anything: what you tap is sent to Kreward, but anything unsent when the app closes is lost, and the keys must be entered again.</source>
        <translation>也可以不保存資料而繼續：操作會傳送至 Kreward，但關閉程式時仍未傳送的項目會遺失，金鑰也要重新輸入。</translation>
    </message>
    <message>
        <source>Continue for this session only</source>
        <translation>繼續，只限今次</translation>
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
    <name>TransferCards</name>
    <message>
        <source>Share cards between tills</source>
        <translation>多部收銀機的會員卡</translation>
    </message>
    <message>
        <source>Each till learns whose card is whose. Save that as a file here, then load it on another till.</source>
        <translation>每部收銀機會各自記住哪張卡屬於哪位顧客。可在這裏匯出檔案，再到另一部收銀機匯入。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>檔案</translation>
    </message>
    <message>
        <source>File password</source>
        <translation>檔案密碼</translation>
    </message>
    <message>
        <source>Save the file</source>
        <translation>匯出檔案</translation>
    </message>
    <message>
        <source>Load a file</source>
        <translation>匯入檔案</translation>
    </message>
    <message>
        <source>{count} cards saved to {path}.</source>
        <translation>已匯出 {count} 張卡至 {path}。</translation>
    </message>
    <message>
        <source>Loaded: {added} new cards, {replaced} updated by the other till.</source>
        <translation>已匯入：新增 {added} 張卡，並按另一部收銀機較新的紀錄更新 {replaced} 張。</translation>
    </message>
    <message>
        <source>A moment …</source>
        <translation>請稍候…</translation>
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
        <source>In this demo it is {email}</source>
        <translation>示範店的這位顧客，電郵是 {email}</translation>
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
    <name>UnusualActivityPage</name>
    <message>
        <source>What stands out in the last four weeks</source>
        <translation>近四星期值得留意的數字</translation>
    </message>
    <message>
        <source>Figures far from what is usual at this till. A good customer or a busy shift may explain them.</source>
        <translation>這些數字與這部收銀機平日的相差很遠，也可能只是熟客光顧，或當更特別繁忙。</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>查看中…</translation>
    </message>
    <message>
        <source>Nothing stands out.</source>
        <translation>沒有特別值得留意的數字。</translation>
    </message>
</context>
<context>
    <name>UpdateNotice</name>
    <message>
        <source>Open this page</source>
        <translation>開啟網頁</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>Version {new} came out on {date}.</source>
        <translation>新版本 {new} 已於 {date}推出。</translation>
    </message>
    <message>
        <source>No newer version is known.</source>
        <translation>暫時沒有更新的版本。</translation>
    </message>
    <message>
        <source>Looking for newer versions is switched off.</source>
        <translation>已關閉檢查新版本。</translation>
    </message>
    <message>
        <source>This build cannot look for newer versions.</source>
        <translation>這個程式版本不能檢查更新。</translation>
    </message>
</context>
<context>
    <name>customer_display</name>
    <message>
        <source>Welcome</source>
        <translation>歡迎加入</translation>
    </message>
    <message>
        <source>Hello, {name}</source>
        <translation>{name}，你好</translation>
    </message>
    <message>
        <source>Your balance will appear shortly</source>
        <translation>結餘稍後顯示</translation>
    </message>
    <message>
        <source>Ready for you: {reward}</source>
        <translation>可換獎賞：{reward}</translation>
    </message>
    <message>
        <source>{amount} to go: {reward}</source>
        <translation>還差 {amount}：{reward}</translation>
    </message>
    <message>
        <source>Join our loyalty card</source>
        <translation>歡迎加入會員</translation>
    </message>
    <message>
        <source>Please have your wallet card ready</source>
        <translation>請準備電子會員卡</translation>
    </message>
    <message>
        <source>Here is your card again</source>
        <translation>這是你的會員卡</translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation>{name}，歡迎加入</translation>
    </message>
    <message>
        <source>Your card will come by e-mail</source>
        <translation>會員卡會以電郵寄給你</translation>
    </message>
    <message>
        <source>Scan with your phone to add the card</source>
        <translation>請用手機掃描，把會員卡加到手機錢包</translation>
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
        <source>Scan the code</source>
        <translation>掃描 QR code</translation>
    </message>
    <message>
        <source>Add the card to your wallet</source>
        <translation>把會員卡加到手機錢包</translation>
    </message>
    <message>
        <source>Show it each time, and collect</source>
        <translation>每次光顧時出示，儲夠換獎賞</translation>
    </message>
</context>
<context>
    <name>day</name>
    <message>
        <source>rewards</source>
        <translation>獎賞</translation>
    </message>
    <message>
        <source>customers</source>
        <translation>顧客</translation>
    </message>
    <message>
        <source>dddd, d MMMM yyyy</source>
        <translation>yyyy年M月d日 dddd</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新顧客</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>待傳送</translation>
    </message>
    <message>
        <source>to review</source>
        <translation>待你處理</translation>
    </message>
    <message>
        <source>points</source>
        <translation>積分</translation>
    </message>
    <message>
        <source>stamps</source>
        <translation>印花</translation>
    </message>
    <message>
        <source>1 reward</source>
        <translation>1 份獎賞</translation>
    </message>
    <message>
        <source>{n} rewards</source>
        <translation>{n} 份獎賞</translation>
    </message>
    <message>
        <source>Stamps</source>
        <translation>印花</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>積分</translation>
    </message>
    <message>
        <source>Rewards</source>
        <translation>獎賞</translation>
    </message>
    <message>
        <source>No name</source>
        <translation>未選店員</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已傳送</translation>
    </message>
    <message>
        <source>Confirmed by the balance</source>
        <translation>按結餘確認</translation>
    </message>
    <message>
        <source>Decided by a person</source>
        <translation>由人手決定</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>已復原</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>待傳送</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>待你處理</translation>
    </message>
    <message>
        <source>Written off</source>
        <translation>已作廢</translation>
    </message>
    <message>
        <source>Given offline, refused later</source>
        <translation>離線送出，其後被拒絕</translation>
    </message>
    <message>
        <source>From the first tap to {until}</source>
        <translation>由首項操作至 {until}</translation>
    </message>
    <message>
        <source>From {since} to {until}</source>
        <translation>由 {since} 至 {until}</translation>
    </message>
    <message>
        <source>At this till</source>
        <translation>這部收銀機</translation>
    </message>
    <message>
        <source>{who}, line {count} of the record was changed from outside. Ask who has had this computer.</source>
        <translation>{who}：操作紀錄第 {count} 行曾從外部被更改。請查問誰用過這部電腦。</translation>
    </message>
    <message>
        <source>{who} got {count} on one card. The others on the same card got about {usual}.</source>
        <translation>{who} 在同一款會員卡得到 {count}，其他顧客一般約有 {usual}。</translation>
    </message>
    <message>
        <source>{who}: {count} of {usual} taps were made at hours when this shop is usually quiet.</source>
        <translation>{who}：{usual} 項操作中，有 {count} 項在店舖平日甚少操作的時段進行。</translation>
    </message>
    <message>
        <source>{who}: {count} taps went over a limit. About {usual} would be usual for that many taps.</source>
        <translation>{who}：有 {count} 項超出上限；以操作總數計，一般約有 {usual} 項。</translation>
    </message>
    <message>
        <source>{who}: {count} taps were undone. About {usual} would be usual for that many taps.</source>
        <translation>{who}：有 {count} 項被復原；以操作總數計，一般約有 {usual} 項。</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
</context>
<context>
    <name>doctor</name>
    <message>
        <source>The settings can be read.</source>
        <translation>設定可以讀取。</translation>
    </message>
    <message>
        <source>No answer within {seconds} seconds. If it keeps happening, restart the computer.</source>
        <translation>{seconds} 秒內沒有回應。如果仍然這樣，請重新啟動電腦。</translation>
    </message>
    <message>
        <source>This check did not work: {problem}. Save a file for support and send it.</source>
        <translation>這項檢查未能完成：{problem}。請傳送支援資料包。</translation>
    </message>
    <message>
        <source>{folder} cannot be written. Check its permissions and the disk.</source>
        <translation>無法寫入 {folder}。請檢查權限和磁碟。</translation>
    </message>
    <message>
        <source>Only {free} MB are free. Make room on the disk.</source>
        <translation>磁碟只剩 {free} MB。請騰出空間。</translation>
    </message>
    <message>
        <source>{folder} can be written; {free} MB are free.</source>
        <translation>可以寫入 {folder}；尚餘 {free} MB。</translation>
    </message>
    <message>
        <source>No keyring keeps secrets: the data&apos;s key comes from the environment; other keys are not kept.</source>
        <translation>沒有可用的鑰匙圈：資料的金鑰來自環境變數，其他金鑰不會保存。</translation>
    </message>
    <message>
        <source>The system&apos;s keyring keeps secrets.</source>
        <translation>系統的鑰匙圈可保存金鑰。</translation>
    </message>
    <message>
        <source>Every system library that the window needs is installed.</source>
        <translation>視窗需要的系統程式庫都已安裝。</translation>
    </message>
    <message>
        <source>A window can be opened.</source>
        <translation>可以開啟視窗。</translation>
    </message>
    <message>
        <source>The system brings its own typefaces.</source>
        <translation>使用系統自帶的字型。</translation>
    </message>
    <message>
        <source>Typefaces could not be looked for: fc-list does not work. Install fontconfig.</source>
        <translation>未能檢查字型：fc-list 無法使用。請安裝 fontconfig。</translation>
    </message>
    <message>
        <source>No typeface for Chinese is installed. Install fonts-noto-cjk.</source>
        <translation>未安裝中文字型。請安裝 fonts-noto-cjk。</translation>
    </message>
    <message>
        <source>A typeface for Chinese is installed.</source>
        <translation>已安裝中文字型。</translation>
    </message>
    <message>
        <source>Sounds need PortAudio. On Debian or Ubuntu: apt-get install {package}</source>
        <translation>播放聲音需要 PortAudio。Debian 或 Ubuntu 請執行：apt-get install {package}</translation>
    </message>
    <message>
        <source>No loudspeaker was found. The counter works without sounds.</source>
        <translation>找不到喇叭。沒有聲音也可照常使用。</translation>
    </message>
    <message>
        <source>Sounds play on {name}.</source>
        <translation>聲音由「{name}」播放。</translation>
    </message>
    <message>
        <source>The decoder cannot read a simple code. Install the app again.</source>
        <translation>解碼器讀不到普通的 QR code。請重新安裝程式。</translation>
    </message>
    <message>
        <source>Codes are read; the second decoder (zbar) is not installed.</source>
        <translation>可以讀取 QR code；未安裝第二個解碼器（zbar）。</translation>
    </message>
    <message>
        <source>Codes are read, with a second decoder beside the first.</source>
        <translation>可以讀取 QR code，兩個解碼器都可用。</translation>
    </message>
    <message>
        <source>No camera is set: this till reads with a hand scanner.</source>
        <translation>沒有設定鏡頭：這部收銀機使用掃描槍。</translation>
    </message>
    <message>
        <source>The picture from {camera} is empty. Is its cover closed?</source>
        <translation>{camera} 的畫面空白。保護蓋是否關上了？</translation>
    </message>
    <message>
        <source>Pictures of {size} come from {camera}.</source>
        <translation>{camera} 的畫面大小是 {size}。</translation>
    </message>
    <message>
        <source>No serial port is set; hand scanners that type need none.</source>
        <translation>沒有設定串列埠；鍵盤式掃描槍不需要。</translation>
    </message>
    <message>
        <source>The hand scanner&apos;s port {port} is not there. Plug it in, or choose another.</source>
        <translation>找不到掃描槍的連接埠 {port}。請接上掃描槍，或選擇另一個連接埠。</translation>
    </message>
    <message>
        <source>The hand scanner&apos;s port {port} is there.</source>
        <translation>掃描槍的連接埠 {port} 已接上。</translation>
    </message>
    <message>
        <source>A secret key is set.</source>
        <translation>已設定私密金鑰。</translation>
    </message>
    <message>
        <source>Only a public key is set: this till can enrol, not stamp. Add the secret key.</source>
        <translation>只有公開金鑰：這部收銀機可登記顧客，不可加印花。請加入私密金鑰。</translation>
    </message>
    <message>
        <source>No key is set yet. Start the app, or open its settings, and enter the secret key.</source>
        <translation>尚未設定金鑰。請開啟程式或其設定，輸入私密金鑰。</translation>
    </message>
    <message>
        <source>Kreward was not asked, since no key is set yet.</source>
        <translation>尚未設定金鑰，所以沒有測試 Kreward。</translation>
    </message>
    <message>
        <source>Kreward answers and accepts the key.</source>
        <translation>Kreward 有回應，並接受這組金鑰。</translation>
    </message>
    <message>
        <source>Kreward answers, and the key is that of {shop}.</source>
        <translation>Kreward 有回應，金鑰屬於「{shop}」。</translation>
    </message>
    <message>
        <source>The clock could not be compared, since no server told its time.</source>
        <translation>沒有伺服器提供時間，無法核對時鐘。</translation>
    </message>
    <message>
        <source>The clock is {minutes} minutes off. Let the computer set its time by itself.</source>
        <translation>時鐘相差 {minutes} 分鐘。請設定電腦自動對時。</translation>
    </message>
    <message>
        <source>The clock is right.</source>
        <translation>時鐘準確。</translation>
    </message>
    <message>
        <source>This till has no data yet.</source>
        <translation>這部收銀機未有資料。</translation>
    </message>
    <message>
        <source>The data is sound, but not encrypted. Start the app once.</source>
        <translation>資料完好，但未加密。請啟動程式一次。</translation>
    </message>
    <message>
        <source>The data is sound and encrypted; {waiting} taps are waiting, {reviews} need a person.</source>
        <translation>資料完好並已加密；{waiting} 項待傳送，{reviews} 項待你處理。</translation>
    </message>
    <message>
        <source>Nothing was done at this till yet.</source>
        <translation>這部收銀機未有操作紀錄。</translation>
    </message>
    <message>
        <source>Line {number} of the record was changed or removed from outside. Taps are not affected.</source>
        <translation>操作紀錄第 {number} 行曾從外部被更改或刪除。印花和兌換不受影響。</translation>
    </message>
    <message>
        <source>The record of what was done here is complete.</source>
        <translation>操作紀錄完整。</translation>
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
        <source>Start it on a desktop, or on a virtual screen: xvfb-run {program}. Without any screen, {program} --demo --self-check does the whole job by itself.</source>
        <translation>請在桌面環境啟動，或用虛擬螢幕：xvfb-run {program}。完全沒有螢幕的話，{program} --demo --self-check 會自動做完整個流程。</translation>
    </message>
    <message>
        <source>A system library is missing</source>
        <translation>欠缺系統程式庫</translation>
    </message>
    <message>
        <source>Install {library}. On Debian or Ubuntu: apt-get install {package}</source>
        <translation>請安裝 {library}。Debian 或 Ubuntu 請執行：apt-get install {package}</translation>
    </message>
    <message>
        <source>Install {library}. On Debian or Ubuntu, this finds its package: apt-get install apt-file &amp;&amp; apt-file update &amp;&amp; apt-file search {library}</source>
        <translation>請安裝 {library}。Debian 或 Ubuntu 可用以下指令找出所屬套件：apt-get install apt-file &amp;&amp; apt-file update &amp;&amp; apt-file search {library}</translation>
    </message>
    <message>
        <source>Something did not work</source>
        <translation>出了問題</translation>
    </message>
    <message>
        <source>Try again. If it keeps happening, ask the owner to look.</source>
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
        <translation>請按 docs/headless.md 的說明，每行傳送一個 JSON 物件。（{problem}）</translation>
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
        <source>The till keeps its data encrypted, and the key to it belongs in a keyring. Unlock or install one (on Linux: GNOME Keyring or KWallet), then start again. Scripts may set KREWARD_POS_DATABASE_KEY to 64 hexadecimal digits.</source>
        <translation>收銀機的資料已加密，資料金鑰要存放在鑰匙圈。請解鎖或安裝鑰匙圈（Linux：GNOME Keyring 或 KWallet），然後重新啟動。程式腳本可把 KREWARD_POS_DATABASE_KEY 設為 64 個十六進制數字。</translation>
    </message>
    <message>
        <source>This computer&apos;s keyring does not answer</source>
        <translation>這部電腦的鑰匙圈沒有回應</translation>
    </message>
    <message>
        <source>Unlock it, or log in to the computer again, then try once more.</source>
        <translation>請解鎖鑰匙圈，或重新登入電腦，然後再試。</translation>
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
        <source>The proxy does not let this till through</source>
        <translation>代理伺服器不讓這部收銀機通過</translation>
    </message>
    <message>
        <source>Ask whoever looks after the network to let this computer through, or correct the proxy in the settings. Stamps are kept here and sent afterwards.</source>
        <translation>請負責網絡的人讓這部電腦通過，或在設定更正代理伺服器。印花已記在這裏，稍後會傳送。</translation>
    </message>
    <message>
        <source>This computer&apos;s clock seems wrong</source>
        <translation>這部電腦的時鐘似乎不準</translation>
    </message>
    <message>
        <source>Check its date and time: a secure connection to Kreward needs them. Stamps are kept here and sent afterwards.</source>
        <translation>請檢查日期和時間，與 Kreward 的安全連線要靠它們。印花已記在這裏，稍後會傳送。</translation>
    </message>
    <message>
        <source>Too many requests this minute</source>
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
        <translation>請向顧客核對電郵，或登記為新顧客。</translation>
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
        <translation>如果這個網絡要先登入（例如訪客 Wi-Fi），請用瀏覽器登入，然後再試。（{reason}）</translation>
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
        <source>The camera is in use</source>
        <translation>鏡頭正被使用</translation>
    </message>
    <message>
        <source>Close other programs that use {camera}, such as a video call.</source>
        <translation>請關閉其他正使用 {camera} 的程式，例如視像通話。</translation>
    </message>
    <message>
        <source>The camera is not allowed</source>
        <translation>未獲准使用鏡頭</translation>
    </message>
    <message>
        <source>Ask the owner to let this app use {camera} in the computer&apos;s privacy settings.</source>
        <translation>請店主在電腦的私隱設定，允許這個程式使用 {camera}。</translation>
    </message>
    <message>
        <source>The camera stopped</source>
        <translation>鏡頭停了</translation>
    </message>
    <message>
        <source>Check the cable of {camera}. It comes back by itself.</source>
        <translation>請檢查 {camera} 的接線，接好後會自動恢復。</translation>
    </message>
    <message>
        <source>The camera sees only black</source>
        <translation>鏡頭只見黑色</translation>
    </message>
    <message>
        <source>Open the cover of {camera}, or plug it in again.</source>
        <translation>請打開 {camera} 的保護蓋，或重新插上。</translation>
    </message>
    <message>
        <source>The camera&apos;s picture is frozen</source>
        <translation>鏡頭畫面停住了</translation>
    </message>
    <message>
        <source>Unplug {camera} and plug it in again. It comes back by itself.</source>
        <translation>請拔出 {camera} 再插上，之後會自動恢復。</translation>
    </message>
    <message>
        <source>The camera does not answer</source>
        <translation>鏡頭沒有回應</translation>
    </message>
    <message>
        <source>Unplug the camera, wait a moment, then plug it in again. If that does not help, restart the computer.</source>
        <translation>請拔出鏡頭，稍等再插上。如果仍然不行，請重新啟動電腦。</translation>
    </message>
    <message>
        <source>That file shows no pictures</source>
        <translation>這個檔案沒有畫面</translation>
    </message>
    <message>
        <source>Install {library}, then start the app again. Until then, type the e-mail.</source>
        <translation>請安裝 {library}，再重新啟動程式。在此之前請輸入電郵。</translation>
    </message>
    <message>
        <source>The scanner had a problem</source>
        <translation>掃描出了問題</translation>
    </message>
    <message>
        <source>It tries again by itself. If it keeps happening, type the e-mail and restart the app later.</source>
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
        <source>That code names two customers</source>
        <translation>這個 QR code 有兩位顧客</translation>
    </message>
    <message>
        <source>It holds two different e-mails. Ask the customer which is theirs, and type that one.</source>
        <translation>內容有兩個不同的電郵。請問顧客哪個是自己的，然後輸入。</translation>
    </message>
    <message>
        <source>a link to an app</source>
        <translation>應用程式連結</translation>
    </message>
    <message>
        <source>a product&apos;s barcode</source>
        <translation>貨品條碼</translation>
    </message>
    <message>
        <source>this till&apos;s own code for a hand scanner</source>
        <translation>這部收銀機的掃描槍設定碼</translation>
    </message>
    <message>
        <source>This is {what}. Ask the customer to open their wallet card and show its QR code.</source>
        <translation>這是{what}。請顧客打開電子會員卡，出示 QR code。</translation>
    </message>
    <message>
        <source>The hand scanner did not work</source>
        <translation>掃描槍出了問題</translation>
    </message>
    <message>
        <source>Check its cable, then scan again. Until then, type the customer&apos;s e-mail.</source>
        <translation>請檢查接線，然後再掃描。在此之前，請輸入顧客的電郵。</translation>
    </message>
    <message>
        <source>The scan did not arrive whole</source>
        <translation>掃描內容不完整</translation>
    </message>
    <message>
        <source>Take your hands off the keyboard and scan the card again.</source>
        <translation>請雙手離開鍵盤，再掃描會員卡一次。</translation>
    </message>
    <message>
        <source>The hand scanner was not found</source>
        <translation>找不到掃描槍</translation>
    </message>
    <message>
        <source>Plug it in at {port}, or choose another port in the settings.</source>
        <translation>請把掃描槍接到 {port}，或在設定選擇另一個連接埠。</translation>
    </message>
    <message>
        <source>The hand scanner cannot be used</source>
        <translation>掃描槍不能使用</translation>
    </message>
    <message>
        <source>Close other programs that use {port}, or ask the owner to allow this app to use it.</source>
        <translation>請關閉其他正使用 {port} 的程式，或請店主允許這個程式使用。</translation>
    </message>
    <message>
        <source>The hand scanner is gone</source>
        <translation>掃描槍已中斷連接</translation>
    </message>
    <message>
        <source>Check its cable or battery ({port}). It comes back by itself.</source>
        <translation>請檢查接線或電池（{port}），接好後會自動恢復。</translation>
    </message>
    <message>
        <source>That code sets up a hand scanner</source>
        <translation>這是掃描槍的設定碼</translation>
    </message>
    <message>
        <source>Open the settings (F9), then scan it again.</source>
        <translation>請先開啟設定 (F9)，然後再掃描。</translation>
    </message>
    <message>
        <source>The hand scanner&apos;s keyboard could not be set up</source>
        <translation>未能校正掃描槍的鍵盤</translation>
    </message>
    <message>
        <source>The code did not arrive whole. Scan it once more.</source>
        <translation>內容不完整，請再掃描一次。</translation>
    </message>
    <message>
        <source>Caps Lock is on. Switch it off, then scan the code again.</source>
        <translation>Caps Lock 已開啟。請關閉，然後再掃描。</translation>
    </message>
    <message>
        <source>These characters do not arrive: {characters}. Set this computer&apos;s keyboard to English (US), then scan the code again.</source>
        <translation>收不到這些字元：{characters}。請把電腦的鍵盤設為英文（美國），然後再掃描。</translation>
    </message>
    <message>
        <source>These characters arrive alike: {characters}. Set this computer&apos;s keyboard to English (US), then scan the code again.</source>
        <translation>無法分辨這些字元：{characters}。請把電腦的鍵盤設為英文（美國），然後再掃描。</translation>
    </message>
    <message>
        <source>a Wi-Fi code</source>
        <translation> Wi-Fi 連線碼</translation>
    </message>
    <message>
        <source>the camera</source>
        <translation>鏡頭</translation>
    </message>
    <message>
        <source>Plug in {camera}, or choose another one in the settings. Until then, type the e-mail.</source>
        <translation>請接上 {camera}，或在設定選擇另一個鏡頭。在此之前，請輸入電郵。</translation>
    </message>
    <message>
        <source>{camera} cannot be shown here. Choose a picture, a folder of pictures, a Motion JPEG film (.avi) or a camera.</source>
        <translation>這裏無法顯示「{camera}」。請選擇圖片、圖片資料夾、Motion JPEG 影片（.avi）或鏡頭。</translation>
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
        <source>a draft e-mail</source>
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
        <source>No card of this kind yet</source>
        <translation>未有這款會員卡</translation>
    </message>
    <message>
        <source>Make it for this customer, or close this and scan their card again.</source>
        <translation>請為這位顧客開卡，或關閉本頁，再掃描會員卡。</translation>
    </message>
    <message>
        <source>Not there yet</source>
        <translation>尚未儲滿</translation>
    </message>
    <message>
        <source>Claimed already</source>
        <translation>已經兌換過</translation>
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
        <source>The shop&apos;s loss</source>
        <translation>損失由店舖承擔</translation>
    </message>
    <message>
        <source>{to_go} to go until this reward. Tell the customer; nothing was claimed.</source>
        <translation>還差 {to_go}，才可換這份獎賞。請告知顧客；現時沒有兌換。</translation>
    </message>
    <message>
        <source>This reward was claimed on this card before. If that cannot be, ask the owner to look.</source>
        <translation>這張卡早前已兌換這份獎賞。如有疑問，請店主查看。</translation>
    </message>
    <message>
        <source>This reward was given offline, and Kreward has refused it since. Tell the owner; it is not sent again.</source>
        <translation>這份獎賞在離線時送出，其後被 Kreward 拒絕，不會再傳送。請告知店主。</translation>
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
        <source>This customer still has open taps</source>
        <translation>這位顧客還有未完成的項目</translation>
    </message>
    <message>
        <source>{count} of their taps are waiting or need a person. Settle them in the outbox, then try again.</source>
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
        <source>There is no till database</source>
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
    <message>
        <source>The app closed unexpectedly</source>
        <translation>程式曾意外關閉</translation>
    </message>
    <message>
        <source>That was at {time}. Go on as always: nothing that was ticked is lost, and what waits is sent.</source>
        <translation>發生時間：{time}。請照常使用：已打剔的操作沒有遺失，待傳送的項目會照常傳送。</translation>
    </message>
    <message>
        <source>The support bundle could not be saved</source>
        <translation>支援資料包未能儲存</translation>
    </message>
    <message>
        <source>Choose another place than {where}, or make room there.</source>
        <translation>請選擇 {where} 以外的位置，或騰出空間。</translation>
    </message>
    <message>
        <source>That is not the PIN</source>
        <translation>密碼不正確</translation>
    </message>
    <message>
        <source>A PIN has four to eight digits</source>
        <translation>密碼要有 4 至 8 個數字</translation>
    </message>
    <message>
        <source>Type four to eight digits, and nothing else.</source>
        <translation>請只輸入 4 至 8 個數字。</translation>
    </message>
    <message>
        <source>Try again. Wrong PINs before there is a wait: {tries}.</source>
        <translation>請再試一次。再錯 {tries} 次便要等候。</translation>
    </message>
    <message>
        <source>Too many wrong PINs</source>
        <translation>密碼錯誤次數太多</translation>
    </message>
    <message>
        <source>Wait {seconds} seconds, then try again.</source>
        <translation>請等 {seconds} 秒，然後再試。</translation>
    </message>
    <message>
        <source>That is not a secret key of this shop</source>
        <translation>這不是這間店的私密金鑰</translation>
    </message>
    <message>
        <source>It begins with kw_sk_. If it was not written down, make a new one in the Kreward dashboard. The PIN stays as it was.</source>
        <translation>私密金鑰的開頭是 kw_sk_。如果沒有記下，請在 Kreward 後台建立新的金鑰。密碼維持不變。</translation>
    </message>
    <message>
        <source>This computer has no safe place for the PIN</source>
        <translation>這部電腦沒有安全地方存放密碼</translation>
    </message>
    <message>
        <source>The PIN holds until the app is closed. To keep it, unlock or install a keyring, then set it again.</source>
        <translation>密碼在程式關閉前有效。如要保存，請解鎖或安裝鑰匙圈，然後再設定一次。</translation>
    </message>
    <message>
        <source>Stamped a moment ago</source>
        <translation>剛剛才加過</translation>
    </message>
    <message>
        <source>This customer was served {minutes} min ago. Add again only if they paid again.</source>
        <translation>{minutes} 分鐘前才為這位顧客加過。顧客再次付款才可再加。</translation>
    </message>
    <message>
        <source>This customer was served just now. Add again only if they paid again.</source>
        <translation>剛剛才為這位顧客加過。顧客再次付款才可再加。</translation>
    </message>
    <message>
        <source>Too many for one tap</source>
        <translation>超出每次上限</translation>
    </message>
    <message>
        <source>One tap adds at most {most} here. For more, ask for the owner&apos;s PIN.</source>
        <translation>這裏每次最多加 {most}。如要加更多，請店主輸入密碼。</translation>
    </message>
    <message>
        <source>A customer gets at most {most} a day here. For more, ask for the owner&apos;s PIN.</source>
        <translation>這裏每位顧客每天最多可得 {most}。如要加更多，請店主輸入密碼。</translation>
    </message>
    <message>
        <source>Enough stamps for today</source>
        <translation>今天已達上限</translation>
    </message>
    <message>
        <source>Taking back is for the owner</source>
        <translation>扣回須由店主操作</translation>
    </message>
    <message>
        <source>Undo takes the last tap back. For anything older, ask for the owner&apos;s PIN.</source>
        <translation>剛才的操作可按「復原」取消；較早的，請店主輸入密碼。</translation>
    </message>
    <message>
        <source>Enough rewards without a connection</source>
        <translation>離線兌換已達上限</translation>
    </message>
    <message>
        <source>A customer gets at most {most} a day while offline. Wait for the connection, or ask the owner.</source>
        <translation>離線時每位顧客每天最多兌換 {most} 份。請待恢復連線，或請店主處理。</translation>
    </message>
    <message>
        <source>The cards could not be saved or loaded</source>
        <translation>未能轉移會員卡</translation>
    </message>
    <message>
        <source>Choose a password of at least {least} characters.</source>
        <translation>密碼至少要有 {least} 個字元。</translation>
    </message>
    <message>
        <source>{where} is not a card file from Kreward POS. Save it again on the other till.</source>
        <translation>{where} 不是 Kreward POS 的會員卡檔案。請重新匯出。</translation>
    </message>
    <message>
        <source>The password is wrong, or the file is damaged. Try again, or save the file again.</source>
        <translation>密碼不正確，或檔案已損壞。請再試一次，或重新匯出。</translation>
    </message>
    <message>
        <source>Nothing was loaded: these cards belong to another shop ({shop}). Save them on a till of this shop.</source>
        <translation>沒有匯入任何資料：這些會員卡屬於另一間店（{shop}）。請在本店的收銀機匯出。</translation>
    </message>
    <message>
        <source>{where} cannot be read or written. Check the disk and its permissions.</source>
        <translation>無法讀取或寫入 {where}。請檢查磁碟和權限。</translation>
    </message>
    <message>
        <source>The record of this till was changed from outside</source>
        <translation>收銀機的操作紀錄曾從外部被更改</translation>
    </message>
    <message>
        <source>Line {number} is not as the till wrote it. The till works on; tell the owner.</source>
        <translation>第 {number} 行與收銀機所記的不同。收銀機可照常使用，請告知店主。</translation>
    </message>
    <message>
        <source>The join page is not known yet</source>
        <translation>暫時未有加入頁面</translation>
    </message>
    <message>
        <source>Connect this till to the internet once, then try again.</source>
        <translation>請讓這部收銀機上網一次，然後再試。</translation>
    </message>
    <message>
        <source>The poster could not be saved</source>
        <translation>海報未能儲存</translation>
    </message>
    <message>
        <source>Check the free space and permissions of {where}, or choose another folder.</source>
        <translation>請檢查 {where} 的可用空間和權限，或選擇另一個資料夾。</translation>
    </message>
</context>
<context>
    <name>forms</name>
    <message>
        <source>A whole number from {least} to {most}.</source>
        <translation>請輸入 {least} 至 {most} 的整數。</translation>
    </message>
    <message>
        <source>At how many stamps or points</source>
        <translation>所需印花或積分</translation>
    </message>
    <message>
        <source>Free coffee</source>
        <translation>免費咖啡</translation>
    </message>
    <message>
        <source>Name of the reward</source>
        <translation>獎賞名稱</translation>
    </message>
    <message>
        <source>Remove this reward</source>
        <translation>移除這份獎賞</translation>
    </message>
</context>
<context>
    <name>poster</name>
    <message>
        <source>Join our loyalty card</source>
        <translation>歡迎加入會員</translation>
    </message>
    <message>
        <source>Scan the code</source>
        <translation>掃描 QR code</translation>
    </message>
    <message>
        <source>Add to your wallet</source>
        <translation>加到手機錢包</translation>
    </message>
    <message>
        <source>Show it each visit</source>
        <translation>每次光顧出示</translation>
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
        <source>Take {amount} back</source>
        <translation>扣回 {amount}</translation>
    </message>
    <message>
        <source>{before}, {part}</source>
        <translation>{before}，{part}</translation>
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
        <source>Card of {name}</source>
        <translation>{name} 的會員卡</translation>
    </message>
    <message>
        <source>That is {what}</source>
        <translation>這是{what}</translation>
    </message>
    <message>
        <source>Hold the card closer</source>
        <translation>請把會員卡移近一點</translation>
    </message>
    <message>
        <source>Hold the card still</source>
        <translation>請拿穩會員卡</translation>
    </message>
    <message>
        <source>Too dark: turn the phone&apos;s brightness up</source>
        <translation>太暗：請調高手機亮度</translation>
    </message>
    <message>
        <source>Too bright: turn the phone&apos;s brightness down</source>
        <translation>太亮：請調低手機亮度</translation>
    </message>
    <message>
        <source>It reflects: tilt the phone a little</source>
        <translation>反光：請把手機稍為傾斜</translation>
    </message>
    <message>
        <source>Show one card at a time</source>
        <translation>請每次只出示一張卡</translation>
    </message>
    <message>
        <source>{what} (undo)</source>
        <translation>{what}（復原）</translation>
    </message>
    <message>
        <source>{reward} ({at})</source>
        <translation>{reward}（{at}）</translation>
    </message>
    <message>
        <source>New card</source>
        <translation>開新卡</translation>
    </message>
    <message>
        <source>Shop&apos;s loss</source>
        <translation>店舖承擔</translation>
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
        <source>{n} being checked</source>
        <translation>核對中 {n}</translation>
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
        <source>trying now …</source>
        <translation>正在嘗試…</translation>
    </message>
    <message>
        <source>Checking: Kreward&apos;s answer was lost. The till reads the balance again for up to ten minutes, to see whether the tap counted. If it cannot tell, it asks you.</source>
        <translation>核對中：收不到 Kreward 的回覆。收銀機會在十分鐘內再讀取結餘，看看是否已入帳；如不能確定，會請你處理。</translation>
    </message>
    <message>
        <source>Plan {plan}</source>
        <translation>{plan} 計劃</translation>
    </message>
    <message>
        <source>{card} ({goal})</source>
        <translation>{card}（{goal}）</translation>
    </message>
    <message>
        <source>one card</source>
        <translation>一款會員卡</translation>
    </message>
    <message>
        <source>points</source>
        <translation>積分</translation>
    </message>
    <message>
        <source>stamps</source>
        <translation>印花</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
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
        <source>At {time} it was still {n}.</source>
        <translation>{time} 結餘仍是 {n}。</translation>
    </message>
    <message>
        <source>At {time} it was {n}.</source>
        <translation>{time} 結餘：{n}。</translation>
    </message>
    <message>
        <source>It changed so late that somebody else may have done it.</source>
        <translation>結餘隔了一段時間才改變，可能是別人所加。</translation>
    </message>
    <message>
        <source>Kreward refused it, so nothing was changed there.</source>
        <translation>Kreward 拒絕了這項，沒有任何更改。</translation>
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
        <source>The connection was lost while it was being sent, so it may have been added or not.</source>
        <translation>傳送途中斷線，不知道有沒有入帳。</translation>
    </message>
    <message>
        <source>The connection was lost while it was being sent, and the balance does not tell what happened.</source>
        <translation>傳送途中斷線，單看結餘無法知道有沒有入帳。</translation>
    </message>
    <message>
        <source>Version {new} is out. Ask the owner to install it.</source>
        <translation>新版本 {new} 已推出，請店主安裝。</translation>
    </message>
</context>
</TS>
