(** The backward pass computes the derivative of the loss: along W + t D it is <∇f(W + t D), D>. *)

From Coq Require Import Reals Lra Lia Arith Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Smoothness Spaces SignalBounds Network.
Local Open Scope R_scope.

(** g_m' is the derivative of g_m, and ∇l the gradient of the loss for target y. *)
Record differentiable (net : architecture) (y : vector) : Prop := {
  activation_derivative : forall m z, (m < layers net)%nat -> is_derive (activation net m) z (slope net m z);
  loss_derivative : is_gradient (width net (layers net)) (loss net y) (loss_gradient net y) }.

(** W + t D. *)
Definition segment (W D : tuple) (t : R) : tuple := fun m i j => W m i j + t * D m i j.

Lemma segment_start W D : segment W D 0 = W.
Proof. extensionality m; extensionality i; extensionality j. unfold segment. ring. Qed.

Lemma segment_end W W' : segment W (tuple_sub W' W) 1 = W'.
Proof. extensionality m; extensionality i; extensionality j. unfold segment, tuple_sub, matrix_sub. ring. Qed.

Lemma sum_of_last n f : sum_of (S n) f = sum_of n f + f n.
Proof. reflexivity. Qed.

Lemma is_derive_mean_of n (f : nat -> R -> R) (d : nat -> R) t :
  (forall i, (i < n)%nat -> is_derive (f i) t (d i)) ->
  is_derive (fun u => mean_of n (fun i => f i u)) t (mean_of n d).
Proof.
  intros H. unfold mean_of, Rdiv. rewrite (Rmult_comm (sum_of n d)).
  apply is_derive_ext with (fun u => / INR n * sum_of n (fun i => f i u)); [intros; apply Rmult_comm|].
  now apply is_derive_scal, is_derive_sum_of.
Qed.

Lemma is_derive_product (f g : R -> R) t df dg :
  is_derive f t df -> is_derive g t dg -> is_derive (fun u => f u * g u) t (df * g t + f t * dg).
Proof. intros Hf Hg. apply (is_derive_mult f g); [easy|easy|apply Rmult_comm]. Qed.

(** φ(1) <= φ(0) + φ'(0) + L/2 when φ'(t) - φ'(0) <= L t on [0, 1]. *)
Lemma quadratic_upper_bound (phi d : R -> R) (L : R) :
  (forall t, is_derive phi t (d t)) -> (forall t, 0 <= t <= 1 -> d t - d 0 <= L * t) -> phi 1 <= phi 0 + d 0 + L / 2.
Proof.
  intros Hd HL.
  set (q := fun t => t * d 0 + L / 2 * t^2).
  assert (H : forall t, is_derive (fun u => phi u - q u) t (d t - (d 0 + L * t))).
  { intros t. apply (is_derive_minus phi q); [easy|]. unfold q. auto_derive; [easy|field]. }
  destruct (mean_value (fun u => phi u - q u) (fun t => d t - (d 0 + L * t)) 0 1 (fun t _ => H t)) as (t & Ht & E).
  rewrite Rmin_left, Rmax_right in Ht by lra. specialize (HL t Ht). unfold q in E. lra.
Qed.

(** What stays within b of a, with b vanishing to first order at t, has the derivative of a there. *)
Lemma is_derive_squeezed (h a b : R -> R) t d :
  is_derive a t d -> is_derive b t 0 -> b t = 0 -> (forall u, Rabs (h u - a u) <= b u) -> is_derive h t d.
Proof.
  intros Ha Hb Hb0 Hh. apply is_derive_Reals. apply is_derive_Reals in Ha. apply is_derive_Reals in Hb.
  assert (E : h t = a t) by (specialize (Hh t); rewrite Hb0 in Hh; apply Rabs_le_between in Hh; lra).
  intros eps He. assert (He2 : 0 < eps / 2) by lra.
  destruct (Ha _ He2) as (da & HA). destruct (Hb _ He2) as (db & HB).
  assert (Hd : 0 < Rmin da db) by (apply Rmin_pos; apply cond_pos).
  exists (mkposreal _ Hd). intros v Hv Hlt. simpl in Hlt.
  specialize (HA v Hv (Rlt_le_trans _ _ _ Hlt (Rmin_l _ _))).
  specialize (HB v Hv (Rlt_le_trans _ _ _ Hlt (Rmin_r _ _))). rewrite Hb0, !Rminus_0_r in HB.
  replace ((h (t + v) - h t) / v - d) with ((h (t + v) - a (t + v)) / v + ((a (t + v) - a t) / v - d))
    by (rewrite E; field; easy).
  eapply Rle_lt_trans; [apply Rabs_triang|].
  assert (Rabs ((h (t + v) - a (t + v)) / v) <= Rabs (b (t + v) / v)).
  { unfold Rdiv. rewrite !Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
    eapply Rle_trans; [apply Hh|apply Rle_abs]. }
  lra.
Qed.

(** A function of n entries with a Lipschitz gradient obeys the chain rule along every curve. *)
Section ChainRule.
  Variables (n : nat) (f : vector -> R) (g : vector -> vector) (L : R).
  Hypothesis f_smooth : smooth n L f g.

  (** |f(y) - f(x) - <g(x), y - x>| <= (L/2) |y - x|². *)
  Lemma first_order_error x y :
    Rabs (f y - (f x + dot n (g x) (sub y x))) <= L / 2 * norm_sq n (sub y x).
  Proof.
    pose (minus_g := fun o i => -1 * g o i).
    assert (Hm : smooth n L (fun o => - f o) minus_g).
    { destruct f_smooth as [gradient lipschitz]. split.
      - intros o v s. unfold minus_g. rewrite dot_scal_l.
        replace (-1 * dot n (g (along o v s)) v) with (- dot n (g (along o v s)) v) by ring.
        apply (is_derive_opp (fun s => f (along o v s))), gradient.
      - intros o o'. rewrite (norm2_ext n _ (fun i => -1 * sub (g o) (g o') i)) by (intros; unfold sub, minus_g; ring).
        rewrite norm2_scal, (Rabs_left (-1)) by lra. replace (- -1) with 1 by ring. rewrite Rmult_1_l.
        apply lipschitz. }
    pose proof (smooth_quadratic_bound n L f g f_smooth x y) as Above.
    pose proof (smooth_quadratic_bound n L _ _ Hm x y) as Below. cbv beta in Below.
    unfold minus_g in Below. rewrite dot_scal_l in Below. apply Rabs_le. lra.
  Qed.

  Lemma chain_rule (o : R -> vector) (d : vector) t :
    (forall i, (i < n)%nat -> is_derive (fun u => o u i) t (d i)) ->
    is_derive (fun u => f (o u)) t (dot n (g (o t)) d).
  Proof.
    intros H.
    assert (Hi : forall i, (i < n)%nat -> is_derive (fun u => o u i - o t i) t (d i)).
    { intros i Hi. rewrite <- (Rminus_0_r (d i)).
      apply (is_derive_minus (fun u => o u i) (fun _ => o t i)); [auto|apply (is_derive_const (o t i))]. }
    apply (is_derive_squeezed _ (fun u => f (o t) + dot n (g (o t)) (sub (o u) (o t)))
             (fun u => L / 2 * norm_sq n (sub (o u) (o t)))).
    - rewrite <- (Rplus_0_l (dot n (g (o t)) d)).
      apply (is_derive_plus (fun _ => f (o t))); [apply (is_derive_const (f (o t)))|].
      apply (is_derive_sum_of n (fun i u => g (o t) i * sub (o u) (o t) i)).
      intros i Hin. apply (is_derive_scal (fun u => o u i - o t i)). auto.
    - replace 0 with (L / 2 * sum_of n (fun i => d i * (o t i - o t i) + (o t i - o t i) * d i)).
      + apply is_derive_scal. unfold norm_sq, sub.
        apply (is_derive_ext (fun u => sum_of n (fun i => (o u i - o t i) * (o u i - o t i)))).
        * intros u. apply sum_of_ext; intros; ring.
        * apply (is_derive_sum_of n (fun i u => (o u i - o t i) * (o u i - o t i))). intros i Hin.
          apply (is_derive_product (fun u => o u i - o t i) (fun u => o u i - o t i)); auto.
      + rewrite (sum_of_ext n _ (fun _ => 0)), sum_of_zero by (intros; ring). ring.
    - rewrite (norm_sq_ext n _ (fun _ => 0 * 0)) by (intros; unfold sub; ring).
      rewrite norm_sq_scal. ring.
    - intros u. apply first_order_error.
  Qed.
End ChainRule.

Section Backpropagation.
  Variables (net : architecture) (s : sample) (W D : tuple).
  Let M := layers net.
  Let n := width net.
  Let x := sample_input s.
  Hypothesis smooth : differentiable net (sample_target s).
  Variable Lam1 : R.
  Hypothesis loss_lipschitz : gradient_lipschitz (n M) Lam1 (loss_gradient net (sample_target s)).

  (** The derivative of x_m along the segment: x_0' = 0, z_m' = D_m x_m + W_m x_m', x_{m+1}' = g_m'(z_m) ⊙ z_m'. *)
  Fixpoint tangent (t : R) (m : nat) : vector :=
    match m with
    | O => fun _ => 0
    | S l => gated net l (preactivation net (segment W D t) x l)
               (fun i => matvec (n l) (D l) (input net (segment W D t) x l) i
                         + matvec (n l) (segment W D t l) (tangent t l) i)
    end.

  Definition preactivation_tangent (t : R) (m : nat) : vector :=
    fun i => matvec (n m) (D m) (input net (segment W D t) x m) i + matvec (n m) (segment W D t m) (tangent t m) i.

  Lemma input_derivative t m :
    (m <= M)%nat -> forall i, is_derive (fun u => input net (segment W D u) x m i) t (tangent t m i).
  Proof.
    induction m as [|m IH]; intros Hm i; [apply (is_derive_const (x i))|].
    simpl. unfold gated. apply (is_derive_comp (activation net m)); [now apply (activation_derivative net _ smooth)|].
    unfold matvec, dot. rewrite <- sum_of_plus. apply is_derive_sum_of; intros j _.
    assert (Hx : is_derive (fun u => input net (segment W D u) x m j) t (tangent t m j)) by (apply IH; lia).
    apply (is_derive_product (fun u => segment W D u m i j)); [|easy].
    unfold segment. auto_derive; [easy|ring].
  Qed.

  (** <A x', δ> of one layer: <δ, z'> = <δ xᵀ, D> + <Wᵀδ, x'>. *)
  Lemma layer_adjoint m k (A E : matrix) (u v d : vector) :
    dot k d (fun i => matvec m E u i + matvec m A v i)
    = frobenius_dot k m (outer d u) E + dot m (matvec k (transpose A) d) v.
  Proof.
    rewrite dot_plus_r. f_equal.
    - unfold frobenius_dot, outer, matvec, dot. apply sum_of_ext; intros i _.
      rewrite <- sum_of_scal. apply sum_of_ext; intros; ring.
    - rewrite dot_comm, transpose_adjoint. apply dot_comm.
  Qed.

  Lemma gated_adjoint m k z v w : dot k v (gated net m z w) = dot k (gated net m z v) w.
  Proof. apply sum_of_ext; intros. unfold gated. ring. Qed.

  (** <δ_m, z_m'> collects the layers up to m. *)
  Lemma error_dot_tangent t m :
    (m < M)%nat ->
    dot (n (S m)) (error net (segment W D t) (segment W D t) s m) (preactivation_tangent t m)
    = sum_of (S m) (fun l => frobenius_dot (n (S l)) (n l) (gradient net (segment W D t) s l) (D l)).
  Proof.
    induction m as [|m IH]; intros Hm; unfold preactivation_tangent; rewrite layer_adjoint.
    - simpl. rewrite Rplus_0_l, <- Rplus_0_r. f_equal. unfold dot.
      rewrite (sum_of_ext _ _ (fun _ => 0)), sum_of_zero by (intros; ring). easy.
    - rewrite (sum_of_last (S m)), Rplus_comm, <- IH by lia. f_equal.
      change (tangent t (S m)) with
        (gated net m (preactivation net (segment W D t) x m) (preactivation_tangent t m)).
      rewrite gated_adjoint. f_equal.
      unfold error at 2. rewrite from_last_step by easy. easy.
  Qed.

  Lemma loss_gradient_dot_tangent t :
    dot (n M) (loss_gradient net (sample_target s) (output net (segment W D t) x)) (tangent t M)
    = tuple_dot M n (gradient net (segment W D t) s) D.
  Proof.
    destruct (Nat.eq_dec M 0) as [E|E].
    - rewrite E. unfold tuple_dot, dot; simpl. rewrite (sum_of_ext _ _ (fun _ => 0)), sum_of_zero by (intros; ring).
      easy.
    - assert (Hm : (pred M < M)%nat) by lia. pose proof (error_dot_tangent t _ Hm) as K.
      replace (S (pred M)) with M in K by lia. unfold tuple_dot. rewrite <- K.
      replace (tangent t M) with (tangent t (S (pred M))) by (f_equal; lia).
      change (tangent t (S (pred M))) with
        (gated net (pred M) (preactivation net (segment W D t) x (pred M)) (preactivation_tangent t (pred M))).
      rewrite gated_adjoint. f_equal. unfold error. now rewrite from_last_last.
  Qed.

  Theorem sample_loss_derivative t :
    is_derive (fun u => sample_loss net (segment W D u) s) t (tuple_dot M n (gradient net (segment W D t) s) D).
  Proof.
    rewrite <- loss_gradient_dot_tangent. unfold sample_loss.
    apply (chain_rule (n M) (loss net (sample_target s)) _ Lam1 (conj (loss_derivative net _ smooth) loss_lipschitz)
             (fun u => output net (segment W D u) x)).
    intros i _. now apply input_derivative.
  Qed.
End Backpropagation.

Lemma tuple_dot_mean M n N (G : nat -> tuple) D :
  tuple_dot M n (fun m i j => mean_of N (fun k => G k m i j)) D = mean_of N (fun k => tuple_dot M n (G k) D).
Proof.
  unfold tuple_dot, frobenius_dot, dot. rewrite mean_of_sum. apply sum_of_ext; intros m _.
  rewrite mean_of_sum. apply sum_of_ext; intros i _. rewrite mean_of_sum. apply sum_of_ext; intros j _.
  rewrite Rmult_comm, <- mean_of_scal. apply mean_of_ext; intros; ring.
Qed.

(** d/dt f(W + t D) = <∇f(W + t D), D>. *)
Theorem objective_derivative net c N samples W D t :
  (forall k, (k < N)%nat -> differentiable net (sample_target (samples k))) ->
  (forall k, (k < N)%nat -> sample_obeys net c (samples k)) ->
  is_derive (fun u => objective net N samples (segment W D u)) t
    (tuple_dot (layers net) (width net) (mean_gradient net N samples (segment W D t)) D).
Proof.
  intros Hd Hs. unfold mean_gradient.
  rewrite (tuple_dot_mean _ _ N (fun k => gradient net (segment W D t) (samples k))).
  apply (is_derive_mean_of N (fun k u => sample_loss net (segment W D u) (samples k))).
  intros k Hk. apply (sample_loss_derivative net (samples k) W D (Hd k Hk) (loss_smoothness c)).
  now apply (sample_loss_lipschitz net c _ (Hs k Hk)).
Qed.
